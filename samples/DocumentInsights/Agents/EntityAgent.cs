using Documents.Analysis;
using Perdure;

namespace Documents.Agents;

/// <summary>Finds what a text names: addresses, dates, telephone numbers, numbers and capitalised words.</summary>
/// <param name="pace">How long it takes at least.</param>
[Agent]
public sealed class EntityAgent(Pace pace) : IAgent<Document, Entities>
{
    /// <inheritdoc/>
    public async ValueTask<Entities> InvokeAsync(Document document, AgentContext context, CancellationToken cancellationToken)
    {
        await pace.WaitAsync(beats: 2, cancellationToken);
        return Find(document.Text);
    }

    /// <summary>Each character belongs to one kind only, so the order matters: the year of a date is no number, and the name in an e-mail address is no capitalised word.</summary>
    private static Entities Find(string text)
    {
        var unclaimed = new UnclaimedText(text);
        var urls = unclaimed.Claim(EntityKinds.Url);
        var emails = unclaimed.Claim(EntityKinds.Email);
        var dates = unclaimed.Claim(EntityKinds.Date);
        unclaimed.Claim(EntityKinds.ClockTime);
        var phoneNumbers = unclaimed.Claim(EntityKinds.PhoneNumber);
        var numbers = unclaimed.Claim(EntityKinds.Number);
        var capitalizedWords = unclaimed.Claim(EntityKinds.CapitalizedWord);
        return new Entities(urls, emails, dates, phoneNumbers, numbers, capitalizedWords);
    }
}
