using Perdure.Planning;
using Shouldly;
using Xunit;

namespace Perdure.Architecture.Tests;

/// <summary>The compiler half reads numbers out of attributes and takes them for enums of its own: it does not know the ones that users write.</summary>
public sealed class SharedNumbersTests
{
    public static TheoryData<Type, Type> Enums => new()
    {
        { typeof(Perdure.AgentAbilities), typeof(Planning.AgentAbilities) },
        { typeof(ItemFailures), typeof(FailedItems) },
        { typeof(RepeatEnd), typeof(LoopEnd) },
    };

    [Theory]
    [MemberData(nameof(Enums))]
    public void TheNumbersOfBothHalvesMeanTheSame(Type written, Type read) => Values(read).ShouldBe(Values(written));

    private static Dictionary<string, int> Values(Type type) => Enum.GetNames(type).ToDictionary(name => name, name => (int)Enum.Parse(type, name));
}
