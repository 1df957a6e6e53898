using Perdure.Payloads;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Hosting;

public sealed class ClaimSizeTests
{
    private readonly ClaimSize size = new();

    [Fact]
    public void SmallInputsAreClaimedByTheHundredAfterAFewClaims()
    {
        size.Within(1_000).ShouldBe(16);
        size.Learn(Claimed(16, length: 10));
        size.Within(1_000).ShouldBe(64);
        size.Learn(Claimed(64, length: 10));
        size.Within(1_000).ShouldBe(ClaimSize.Most);
        size.Within(7).ShouldBe(7, "no more than have room");
    }

    [Fact]
    public void LargeInputsAreClaimedOneByOne()
    {
        size.Learn(Claimed(2, length: 33_000_000));
        size.Within(1_000).ShouldBe(1);
        size.Learn([]);
        size.Within(1_000).ShouldBe(1, "nothing was learnt");
        size.Learn(Claimed(1, length: 10));
        size.Within(1_000).ShouldBe(4);
    }

    private static ClaimedRun[] Claimed(int count, int length)
    {
        var input = new StoredPayload(new string('1', length), null);
        return [.. Enumerable.Range(0, count).Select(_ => new ClaimedRun(Guid.CreateVersion7(), "chain@1", input, 1, 0, null))];
    }
}
