using Perdure;

namespace Invoices;

/// <summary>The person at the console, who decides about what waits.</summary>
public sealed class Desk(TextReader answers, TextWriter questions)
{
    /// <summary>Asks about an invoice that waits for somebody, and sends the answer to its run.</summary>
    /// <returns>Whether there was an answer; false where the console has no more of them.</returns>
    public async Task<bool> AskAsync(WorkflowHandle<Booking> run, Invoice invoice, CancellationToken cancellationToken)
    {
        var signal = invoice.Amount < 10_000 ? InvoiceApproval.Signals.Manager : InvoiceApproval.Signals.Board;
        bool? isApproved;
        do
        {
            await questions.WriteAsync($"{invoice.Number}: {invoice.Supplier} wants {invoice.Amount:N2}. Does the {signal.Name} approve? [y/n] ");
            await questions.FlushAsync(cancellationToken);
            if (await answers.ReadLineAsync(cancellationToken) is not { } answer) return false;
            isApproved = answer.Trim().ToUpperInvariant() switch { "Y" => true, "N" => false, _ => null };
        }
        while (isApproved is null);

        // It says false where the run has ended meanwhile, as by its time-out: then that is what counts.
        await run.SignalAsync(signal, new Verdict($"the {signal.Name}", isApproved.Value), cancellationToken);
        return true;
    }
}
