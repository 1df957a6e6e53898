namespace Perdure.State;

/// <summary>What one predicate said of the items of a collection: a byte an item. It is recorded as a text with a character an item, as <c>1101</c>, in the rows of the steps that map over them.</summary>
internal sealed class ItemVerdicts
{
    private readonly List<Verdict> said = [];

    private enum Verdict : byte
    {
        Unknown = (byte)'-',
        Denied = (byte)'0',
        Confirmed = (byte)'1',
    }

    /// <summary>What it said of an item, from 1; null: it has not been asked, or could not say.</summary>
    public bool? this[int item] => item <= said.Count && said[item - 1] is not Verdict.Unknown and var verdict ? verdict == Verdict.Confirmed : null;

    /// <summary>Whether it said something.</summary>
    public bool HasAny => said.Count > 0;

    /// <summary>Takes in what it says of an item, from 1. The first word counts.</summary>
    public void Say(int item, bool verdict)
    {
        while (said.Count < item) said.Add(Verdict.Unknown);
        if (said[item - 1] == Verdict.Unknown) said[item - 1] = verdict ? Verdict.Confirmed : Verdict.Denied;
    }

    /// <summary>Takes in what is recorded.</summary>
    public void Recall(string recorded)
    {
        for (var position = 0; position < recorded.Length; position++)
        {
            if ((Verdict)recorded[position] is not Verdict.Unknown and var verdict) Say(position + 1, verdict == Verdict.Confirmed);
        }
    }

    /// <summary>As it is recorded.</summary>
    public override string ToString() => string.Create(said.Count, said, static (text, verdicts) =>
    {
        for (var position = 0; position < text.Length; position++) text[position] = (char)verdicts[position];
    });
}
