namespace Perdure.Language.Tests.Support;

/// <summary>What happens to the workers of a run.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>They die by kill -9: each after one commit more than the one before, so that every commit of the run is the last of one of them.</summary>
    Kill,

    /// <summary>The server ends one of their sessions behind each event, another one each time.</summary>
    Cut,
}
