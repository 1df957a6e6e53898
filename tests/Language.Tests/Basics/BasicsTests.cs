using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Basics;
using Shouldly;

namespace Perdure.Language.Tests.Basics;

/// <summary>Agents, code, edges and policies as users write them.</summary>
public sealed class BasicsTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StepsAreTiedByTypesNamesAndWhatIsWrittenDown(bool isKilled)
    {
        Report report = await RunAsync(Reporting.Definition, new Document("all is well"), isKilled);

        report.Text.ShouldBe("all of all is well; opinion: 11 (signed)");
        if (!isKilled) (await RowsAsync()).ShouldBe(
            "Copy 0/0 SUCCESS 1, Draft 0/0 SUCCESS 1, File 0/0 SUCCESS 1, Judge 0/0 SUCCESS 2, Remark 0/0 SUCCESS 1, Shorten 0/0 SUCCESS 1, Sign 0/0 SUCCESS 1");
    }
}
