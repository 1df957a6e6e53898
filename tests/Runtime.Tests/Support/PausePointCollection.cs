namespace Perdure.Runtime.Tests.Support;

/// <summary>Tests that arm <see cref="Storage.PausePoints"/>, which a process has once: they run when no other test does.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class PausePointCollection;
