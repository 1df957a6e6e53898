using System.Text.Json;
using Perdure.Payloads;

namespace Perdure.Publishing;

/// <summary>The types that every document can name, as they travel. Apart from their context: within it, what these are made of might not be there yet.</summary>
internal static class PublishedPayloads
{
    /// <summary>Any JSON.</summary>
    public static PayloadType Element { get; } = Of<JsonElement>();

    /// <summary>Why a run failed.</summary>
    public static PayloadType Cause { get; } = PayloadType.Of<StepError>(PerdureJson.Default);

    /// <summary>The types that every document can name.</summary>
    public static IReadOnlyList<PayloadType> Common { get; } =
    [
        Of<string>(), Of<bool>(), Of<char>(), Of<sbyte>(), Of<byte>(), Of<short>(), Of<ushort>(), Of<int>(), Of<uint>(), Of<long>(), Of<ulong>(), Of<float>(), Of<double>(), Of<decimal>(), Of<Guid>(),
        Of<DateTime>(), Of<DateTimeOffset>(), Of<DateOnly>(), Of<TimeOnly>(), Of<TimeSpan>(), Cause,
    ];

    private static PayloadType Of<T>() => PayloadType.Of<T>(PublishedJson.Default);
}
