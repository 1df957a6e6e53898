// An agent that answers the questions of a brief. For a real model: model: "gemini-2.5-flash", and GOOGLE_API_KEY in the environment.
import { LlmAgent } from "@google/adk";
import { ScriptedLlm } from "../scripted-llm.mjs";

export const rootAgent = new LlmAgent({
  name: "research",
  description: "Answers the questions of a brief.",
  instruction: "The message is a brief, as JSON. Answer each of its questions in one sentence.",
  model: new ScriptedLlm(),
});
