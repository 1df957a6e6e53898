// The agents that the sidecar serves, by name; each conversation has one of its own.
// For a real model: model: "anthropic.claude-sonnet-4-…" of Amazon Bedrock, with the machine's credentials for it.
import { Agent } from "@strands-agents/sdk";
import { z } from "zod";
import { ScriptedModel } from "./scripted-model.mjs";

const Headlines = z.object({ lines: z.array(z.string()).min(1) });

// What is retried is decided by who calls: the model's errors go through.
const headlines = () =>
  new Agent({
    name: "headlines",
    description: "Finds headlines for a brief.",
    systemPrompt: "The prompt is a brief, as JSON. Think aloud, then give three headlines.",
    model: new ScriptedModel(),
    structuredOutputSchema: Headlines,
    printer: false,
    retryStrategy: null,
  });

export const agents = { headlines };
