// write -> review (asks a person) -> print | spike
// For a real model: new ChatAnthropic({ model: "claude-…" }) of @langchain/anthropic, and ANTHROPIC_API_KEY in the environment.
import { END, START, StateGraph, interrupt } from "@langchain/langgraph";
import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { z } from "zod";
import { ScriptedChatModel } from "../scripted-model.mjs";

const Input = z.object({ subject: z.string(), facts: z.string(), headlines: z.array(z.string()) });

const Decision = z.object({ approved: z.boolean(), reason: z.string().nullish() });

const Edition = z.object({ printed: z.boolean(), headline: z.string(), text: z.string(), teaser: z.string(), remark: z.string().nullish() });

const Output = z.object({ edition: Edition.nullable() });

const State = z.object({
  ...Input.shape,
  text: z.string().default(""),
  decision: Decision.nullable().default(null),
  edition: Edition.nullable().default(null),
});

const model = new ScriptedChatModel();

const write = async ({ facts }) => {
  const answer = await model.invoke([new SystemMessage("Write an article of these facts."), new HumanMessage(facts)]);
  return { text: answer.text };
};

// It runs again from its first line when the answer has come: nothing that may happen once stands before the interrupt.
const review = ({ headlines, text }) => ({
  decision: Decision.parse(interrupt({ question: "Print this?", headline: headlines[0], text })),
});

const print = async ({ subject, headlines, text, decision }) => {
  const teaser = await model.invoke([new SystemMessage("Write a teaser for the front page."), new HumanMessage(subject)]);
  return { edition: { printed: true, headline: headlines[0], text, teaser: teaser.text, remark: decision.reason } };
};

const spike = ({ headlines, text, decision }) => ({
  edition: { printed: false, headline: headlines[0], text, teaser: "", remark: decision.reason },
});

export const graph = new StateGraph({ state: State, input: Input, output: Output })
  .addNode("write", write)
  .addNode("review", review)
  .addNode("print", print)
  .addNode("spike", spike)
  .addEdge(START, "write")
  .addEdge("write", "review")
  .addConditionalEdges("review", ({ decision }) => (decision.approved ? "yes" : "no"), { yes: "print", no: "spike" })
  .addEdge("print", END)
  .addEdge("spike", END)
  .compile();
