using Perdure.Generators.Tests.Documents;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR507Tests
{
    private const string Id = "PDR507";

    [Theory]
    [InlineData("transaction", "only code could use the transaction")]
    [InlineData("heartbeat", "an agent has nothing to beat with, so limit its attempts by 'timeout'")]
    public Task WhatHasNoMeaningWithoutCodeIsRefusedByName(string property, string reason) => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document($"\"Refuse\": {{ \"agent\": \"refuse\", \"takes\": \"input.number\", [|\"{property}\"|]: \"x\" }}"),
        $"Step 'Refuse' has '{property}', which is not supported in documents: {reason}");
}
