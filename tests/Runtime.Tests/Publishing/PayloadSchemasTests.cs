using Perdure.Publishing;
using Shouldly;

namespace Perdure.Runtime.Tests.Publishing;

public sealed class PayloadSchemasTests
{
    private const string Order = """{"type":["object","null"],"properties":{"number":{"type":"string"},"urgency":{"enum":["Low","High"]},"lines":{"type":"array","items":{"type":"object","properties":{"amount":{"type":"number"}}}}},"required":["number"]}""";

    [Theory]
    [InlineData(Order, null)]
    [InlineData("""{"type":["null","object"],"properties":{"more":{"type":"string"},"lines":{"type":"array","items":{"type":"object","properties":{"amount":{"type":["number","string"]}}}},"urgency":{"enum":["None","Low","High"]},"number":{"type":["string","null"]}}}""", null)]
    [InlineData("""{"type":["object","null"],"properties":{"NUMBER":{"type":"string"}}}""", "input.number")]
    [InlineData("""{"type":["object","null"],"properties":{"number":{"type":"integer"}}}""", "input.number")]
    [InlineData("""{"type":["object","null"],"properties":{"number":{"type":"string"},"urgency":{"type":"integer"}}}""", "input.urgency")]
    [InlineData("""{"type":["object","null"],"properties":{"number":{"type":"string"},"urgency":{"enum":["Low"]}}}""", "input.urgency")]
    [InlineData("""{"type":["object","null"],"properties":{"number":{"type":"string"},"urgency":{"enum":["Low","High"]},"lines":{"type":"array","items":{"type":"object","properties":{"AMOUNT":{"type":"number"}}}}}}""", "input.lines[].amount")]
    [InlineData("""{"type":["object","null"],"properties":{"number":{"type":"string"},"urgency":{"enum":["Low","High"]},"lines":{"type":"array","items":{"type":"object","properties":{"amount":{"type":"number"}}}},"more":{}},"required":["number","more"]}""", "input.more")]
    public void WhatWouldBeReadOtherwiseIsNamed(string own, string? difference) =>
        PayloadSchemas.Difference($$"""{"input":{{Order}}}""", $$"""{"input":{{own}}}""").ShouldBe(difference);

    [Fact]
    public void WhatIsNotThereAtAllIsNamed() => PayloadSchemas.Difference("""{"input":{},"step Read":{"type":"string"}}""", """{"input":{}}""").ShouldBe("step Read");
}
