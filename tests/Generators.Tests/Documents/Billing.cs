namespace Perdure.Generators.Tests.Documents;

/// <summary>What the documents of the tests name.</summary>
internal static class Billing
{
    public const string Agents = """
        namespace Billing;

        public enum Verdict { Approved, Rejected }
        public sealed record Line(string Text, decimal Amount);
        public sealed record Invoice(string Number, decimal Limit, string? Note, Line[] Lines);
        public sealed record Fields(string Number, decimal Total, Line[] Lines);
        public sealed record CheckInput(Fields Fields, decimal Limit, int Strictness = 1);
        public sealed record Check(double Score, Verdict Verdict, bool IsNew, string? Remark);
        public sealed record Payment(Fields Fields, Verdict? Verdict = null);
        public sealed record Receipt(string Text);
        public sealed record Approval(string By);
        public sealed record Notice(string Text, string? By = null);

        [Agent] public sealed class ExtractFieldsAgent : IAgent<Invoice, Fields>
        {
            public ValueTask<Fields> InvokeAsync(Invoice input, AgentContext context, CancellationToken token) => new(new Fields(input.Number, input.Lines.Sum(line => line.Amount), input.Lines));
        }

        [Agent] public sealed class CheckAgent : IAgent<CheckInput, Check>
        {
            public ValueTask<Check> InvokeAsync(CheckInput input, AgentContext context, CancellationToken token) =>
                new(new Check(input.Fields.Total <= input.Limit ? 0.9 : 0.1, input.Fields.Total <= input.Limit ? Verdict.Approved : Verdict.Rejected, input.Strictness > 1, null));
        }

        [Agent] public sealed class PayAgent : IAgent<Payment, Receipt>
        {
            public ValueTask<Receipt> InvokeAsync(Payment input, AgentContext context, CancellationToken token) => new(new Receipt("paid " + input.Fields.Number + " " + input.Verdict));
        }

        [Agent] public sealed class RefuseAgent : IAgent<string, Receipt>
        {
            public ValueTask<Receipt> InvokeAsync(string input, AgentContext context, CancellationToken token) => new(new Receipt("refused " + input));
        }

        [Agent] public sealed class BookAgent : IAgent<Line, string>
        {
            public ValueTask<string> InvokeAsync(Line input, AgentContext context, CancellationToken token) => new(input.Text + "!");
        }

        [Agent] public sealed class PriceAgent : IAgent<decimal, decimal>
        {
            public ValueTask<decimal> InvokeAsync(decimal input, AgentContext context, CancellationToken token) => new(input + 1);
        }

        [Agent] public sealed class JoinAgent : IAgent<string[], Receipt>
        {
            public ValueTask<Receipt> InvokeAsync(string[] input, AgentContext context, CancellationToken token) => new(new Receipt(string.Join(",", input)));
        }

        [Agent] public sealed class TellAgent : IAgent<Notice, None>
        {
            public ValueTask<None> InvokeAsync(Notice input, AgentContext context, CancellationToken token) => default;
        }

        [Workflow] public sealed partial class BookLine : IWorkflow<Line, string>
        {
            [Step] private static string Book(Line line) => "booked " + line.Text;
        }
        """;

    /// <summary>A document that has all that is needed.</summary>
    /// <param name="steps">Its steps.</param>
    /// <param name="more">More properties of the workflow, each with a comma behind it.</param>
    public static string Document(string steps, string more = "") => $$"""
        {
          "name": "invoice-approval", "class": "Billing.InvoiceApproval",
          "input": "Invoice", "output": "Receipt", {{more}}
          "steps": {
            {{steps}}
          }
        }
        """;
}
