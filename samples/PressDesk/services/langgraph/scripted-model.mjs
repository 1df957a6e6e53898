// Stands for a language model: makes an article of facts, or a teaser, word by word, a word each PACE_MS milliseconds.
import { setTimeout as pause } from "node:timers/promises";
import { SimpleChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";

const pace = Number(process.env.PACE_MS ?? 40);

const answer = ([task, { text }]) =>
  task.text.includes("teaser") ? `On page three you read of ${text}.` : `It has been a long wait. ${text} This paper will be there.`;

export class ScriptedChatModel extends SimpleChatModel {
  constructor() {
    super({});
  }

  _llmType() {
    return "scripted";
  }

  async _call(messages) {
    return answer(messages);
  }

  async *_streamResponseChunks(messages, options, runManager) {
    const words = answer(messages).split(/(?<= )/);
    for (const text of words) {
      await pause(pace, undefined, { signal: options.signal });
      yield new ChatGenerationChunk({ text, message: new AIMessageChunk({ content: text }) });
      await runManager?.handleLLMNewToken(text);
    }
    const usage = { input_tokens: messages.at(-1).text.split(" ").length, output_tokens: words.length };
    const message = new AIMessageChunk({
      content: "",
      usage_metadata: { ...usage, total_tokens: usage.input_tokens + usage.output_tokens },
      response_metadata: { model_name: "scripted-chat-model" },
    });
    yield new ChatGenerationChunk({ text: "", message });
    await runManager?.handleLLMNewToken("", undefined, undefined, undefined, undefined, { chunk: new ChatGenerationChunk({ text: "", message }) });
  }
}
