using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Tags;
using Shouldly;

namespace Perdure.Language.Tests.Tags;

/// <summary>Tags as users write them.</summary>
public sealed class TagTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARunIsFoundByWhatAStepReturned(bool isKilled)
    {
        (await RunAsync(TaggedOrder.Definition, "ada/12", isKilled)).ShouldBe(3);
        (await Database.ScalarAsync<string>("select string_agg(name || '=' || value, ', ') from perdure.execution_tags")).ShouldBe("customer=ada");
    }
}
