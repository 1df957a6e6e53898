using Perdure.Payloads;
using Shouldly;

namespace Perdure.Runtime.Tests.Payloads;

public sealed class TypeNamesTests
{
    [Theory]
    [InlineData(typeof(string), "String")]
    [InlineData(typeof(IReadOnlyList<string[]>), "IReadOnlyList<String[]>")]
    [InlineData(typeof(Dictionary<string, List<int?>>), "Dictionary<String, List<Nullable<Int32>>>")]
    public void TypesAreNamedAsTheyAreWritten(Type type, string name) => TypeNames.Of(type).ShouldBe(name);
}
