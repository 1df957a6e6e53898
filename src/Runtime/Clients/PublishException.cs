namespace Perdure;

/// <summary>Something that is wrong with a document.</summary>
/// <param name="Code">The diagnostic's id, as <c>PDR505</c>; each has a page in the documentation.</param>
/// <param name="Message">What is wrong, and what to do.</param>
/// <param name="Line">The line of the document, from 1.</param>
/// <param name="Column">The column in that line, from 1.</param>
/// <param name="IsError">Whether it stands against the document; else it is a warning.</param>
public sealed record PublishFinding(string Code, string Message, int Line, int Column, bool IsError)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"({Line},{Column}): {(IsError ? "error" : "warning")} {Code}: {Message}");
}

/// <summary>A document was not published, since something is wrong with it.</summary>
public sealed class PublishException : Exception
{
    internal PublishException(IReadOnlyList<PublishFinding> findings)
        : base($"The document is not published:{Environment.NewLine}{string.Join(Environment.NewLine, findings)}") => Findings = findings;

    /// <summary>All that is wrong, in the order of the text.</summary>
    public IReadOnlyList<PublishFinding> Findings { get; }
}

/// <summary>A document was not published, since there is another workflow of its name and version. What is published never changes.</summary>
public sealed class PublishConflictException : Exception
{
    internal PublishConflictException(string name, int version, int nextVersion, bool isCompiled)
        : base($"Workflow '{name}@{version}' {(isCompiled ? "is there already, compiled, on a worker" : "is published with another content, which never changes")}: publish this one with \"version\": {nextVersion}, or under another name")
    {
        Name = name;
        Version = version;
        NextVersion = nextVersion;
    }

    /// <summary>The workflow's name.</summary>
    public string Name { get; }

    /// <summary>The version that is taken.</summary>
    public int Version { get; }

    /// <summary>The next version that is free.</summary>
    public int NextVersion { get; }
}
