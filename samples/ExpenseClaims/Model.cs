namespace Expenses;

/// <summary>A line of a claim.</summary>
public sealed record Line(string Text, decimal Amount);

/// <summary>What somebody wants to have back.</summary>
public sealed record Claim(string Number, string By, Line[] Lines);

/// <summary>A claim, summed up.</summary>
public sealed record Summary(string Number, decimal Total);

/// <summary>What a claim is judged by.</summary>
public sealed record Question(Summary Summary, decimal Limit);

/// <summary>What becomes of a claim.</summary>
public enum Outcome
{
    /// <summary>It is paid.</summary>
    Pay,

    /// <summary>It is sent back.</summary>
    Refuse,
}

/// <summary>A claim, judged.</summary>
public sealed record Judgement(Outcome Outcome, string Reason);

/// <summary>A line, to be booked for somebody.</summary>
public sealed record Entry(string By, string Text, decimal Amount);

/// <summary>What is to be told to somebody.</summary>
public sealed record Notice(string To, string Reason, IReadOnlyList<string?>? Booked = null);

/// <summary>What was told.</summary>
public sealed record Letter(string Text);
