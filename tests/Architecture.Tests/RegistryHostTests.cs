using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Perdure.Architecture.Tests;

/// <summary>
/// Which registry a machine uses is the machine's own matter: a mirror, a cache, a copy without the internet. So no
/// file of ours names one.
/// </summary>
public sealed partial class RegistryHostTests
{
    public static TheoryData<string> Hosts => [Host("registry", "npmjs", "org"), Host("api", "nuget", "org"), Host("deb", "debian", "org"), Host("ghcr", "io")];

    [Fact]
    public void NoFileNamesTheHostOfARegistry() =>
        Repository.Files
            .Where(file => Registry().IsMatch(Repository.ReadText(file)))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Hosts))]
    public void TheHostsThatAreMeantAreSeen(string host) => Registry().IsMatch($"from https://{host}/v3/index.json").ShouldBeTrue();

    // Put together here, for this file is one of those that are searched.
    private static string Host(params string[] parts) => string.Join('.', parts);

    [GeneratedRegex(@"\b(npmjs[.]|yarnpkg[.]|npm[.]pkg|nuget[.]org|nuget[.]pkg|debian[.]org|ubuntu[.]com|pypi[.]org|pythonhosted[.]|crates[.]io|rubygems[.]|proxy[.]golang|docker[.]io|ghcr[.]io|quay[.]io|mcr[.]microsoft|maven[.]org|repo[.]maven|pkgs[.]dev)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Registry();
}
