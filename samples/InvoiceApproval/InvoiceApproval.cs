using System.Data.Common;
using Perdure;

namespace Invoices;

/// <summary>What a supplier wants to be paid.</summary>
public sealed record Invoice(string Number, string Supplier, decimal Amount);

/// <summary>Who has to agree.</summary>
public enum Approver
{
    /// <summary>Nobody: it is a trifle.</summary>
    Nobody,

    /// <summary>One manager.</summary>
    Manager,

    /// <summary>The board.</summary>
    Board,
}

/// <summary>What a person says.</summary>
public sealed record Verdict(string By, bool IsApproved);

/// <summary>What was decided, and by whom.</summary>
public sealed record Decision(string By, bool IsApproved);

/// <summary>What stands in the books.</summary>
public sealed record Booking(string Number, string Text);

/// <summary>Asks whom it has to ask, for as long as it takes, and books what they say exactly once.</summary>
[Workflow]
public sealed partial class InvoiceApproval : IWorkflow<Invoice, Booking>
{
    [Step]
    private static Approver FindApprover(Invoice invoice) => invoice.Amount switch
    {
        < 100 => Approver.Nobody,
        < 10_000 => Approver.Manager,
        _ => Approver.Board,
    };

    [Step, Case(nameof(FindApprover), Approver.Nobody)]
    private static Decision Accept() => new("the rules", IsApproved: true);

    [Step, Case(nameof(FindApprover), Approver.Manager)]
    private static Decision AskManager([Signal("manager", Timeout = "7d")] Verdict? verdict) => Judge(verdict);

    [Step, Case(nameof(FindApprover), Approver.Board)]
    private static Decision AskBoard([Signal("board", Timeout = "30d")] Verdict? verdict) => Judge(verdict);

    // Whichever of the three was made: they exclude one another, and together they cover all approvers.
    [Step]
    private static async Task<Booking> Book(Invoice invoice, Decision decision, DbTransaction transaction, CancellationToken cancellationToken)
    {
        Booking booking = new(invoice.Number, $"{(decision.IsApproved ? "paid" : "sent back")}, says {decision.By}");
        await Ledger.WriteAsync(transaction, booking, decision.IsApproved ? invoice.Amount : 0, cancellationToken);
        return booking;
    }

    // A parameter's null is the time-out: nobody has answered, and what nobody approves is not paid.
    private static Decision Judge(Verdict? verdict) => verdict is null ? new("nobody, in time", IsApproved: false) : new(verdict.By, verdict.IsApproved);
}
