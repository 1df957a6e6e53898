using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Children;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Language.Tests.Children;

/// <summary>Many children cost each what one does. <c>PERDURE_CHILDREN</c> makes it more.</summary>
public sealed class LargeFanOutTests(MigratedServer server) : LanguageTest(server)
{
    private static readonly int Children = TestSize.Of("PERDURE_CHILDREN", 500);

    protected override TimeSpan LongestTest => base.LongestTest + TimeSpan.FromMilliseconds(50 * Children);

    [Fact]
    public async Task ManyChildrenComeToTheirSum() => (await RunAsync(LargeFanOut.Definition, Children, isKilled: false)).ShouldBe((long)Children * (Children + 1));

    [Fact]
    public async Task SoTheyDoUnderWorkersThatDie() => (await RunAsync(LargeFanOut.Definition, 100, isKilled: true)).ShouldBe(100L * 101);
}
