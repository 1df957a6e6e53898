// Stands for a language model: thinks aloud, word by word, a word each PACE_MS milliseconds, and gives headlines in the form that is asked for.
import { setTimeout as pause } from "node:timers/promises";
import { Model } from "@strands-agents/sdk";

const pace = Number(process.env.PACE_MS ?? 40);

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export class ScriptedModel extends Model {
  #config = { modelId: "scripted-model", contextWindowLimit: 100_000 };

  updateConfig(config) {
    this.#config = { ...this.#config, ...config };
  }

  getConfig() {
    return this.#config;
  }

  async *stream(messages, options) {
    const prompt = messages.flatMap((message) => message.content).findLast((block) => block.type === "textBlock" && block.text.startsWith("{")).text;
    const { subject } = JSON.parse(prompt);
    const words = `A headline has to say what is new about ${subject}, and nothing else.`.split(/(?<= )/);
    const lines = [`${capital(subject)} is back`, `Three years for ${subject}`, `Monday is the day of ${subject}`];
    yield { type: "modelMessageStartEvent", role: "assistant" };
    yield { type: "modelContentBlockStartEvent" };
    for (const word of words) {
      await pause(pace, undefined, { signal: options?.cancelSignal });
      yield { type: "modelContentBlockDeltaEvent", delta: { type: "textDelta", text: word } };
    }
    yield { type: "modelContentBlockStopEvent" };
    yield { type: "modelContentBlockStartEvent", start: { type: "toolUseStart", name: "strands_structured_output", toolUseId: `tool-${messages.length}` } };
    yield { type: "modelContentBlockDeltaEvent", delta: { type: "toolUseInputDelta", input: JSON.stringify({ lines }) } };
    yield { type: "modelContentBlockStopEvent" };
    yield { type: "modelMessageStopEvent", stopReason: "toolUse" };
    const usage = { inputTokens: prompt.split(" ").length, outputTokens: words.length };
    yield { type: "modelMetadataEvent", usage: { ...usage, totalTokens: usage.inputTokens + usage.outputTokens } };
  }
}
