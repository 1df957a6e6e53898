// Stands for a language model: answers the questions of a brief, word by word, a word each PACE_MS milliseconds.
import { setTimeout as pause } from "node:timers/promises";
import { BaseLlm } from "@google/adk";

const pace = Number(process.env.PACE_MS ?? 40);

const answers = [
  (subject) => `For three years there was nothing to see of ${subject}.`,
  (subject) => `Nine people have worked on ${subject}, and none of them has left.`,
  (subject) => `On Monday everybody may see ${subject}.`,
];

export class ScriptedLlm extends BaseLlm {
  constructor() {
    super({ model: "scripted-llm" });
  }

  async *generateContentAsync(request, stream = false, signal) {
    const asked = request.contents.findLast((content) => content.role === "user").parts.map((part) => part.text ?? "").join("");
    const { subject, questions } = JSON.parse(asked);
    const text = questions.map((_question, index) => answers[index % answers.length](subject)).join(" ");
    const words = text.split(/(?<= )/);
    if (stream) {
      for (const word of words) {
        await pause(pace, undefined, { signal });
        yield { content: { role: "model", parts: [{ text: word }] }, partial: true };
      }
    }
    const usage = { promptTokenCount: asked.split(" ").length, candidatesTokenCount: words.length };
    yield {
      content: { role: "model", parts: [{ text }] },
      modelVersion: this.model,
      usageMetadata: { ...usage, totalTokenCount: usage.promptTokenCount + usage.candidatesTokenCount },
    };
  }

  async connect() {
    throw new Error("live connections are not scripted");
  }
}
