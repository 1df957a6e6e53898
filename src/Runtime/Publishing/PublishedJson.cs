using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Publishing;

/// <summary>The types that every document can name, whatever the agents take and return.</summary>
[JsonSourceGenerationOptions(MaxDepth = 1_000)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(char))]
[JsonSerializable(typeof(sbyte))]
[JsonSerializable(typeof(byte))]
[JsonSerializable(typeof(short))]
[JsonSerializable(typeof(ushort))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(uint))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(ulong))]
[JsonSerializable(typeof(float))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(DateTime))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(TimeOnly))]
[JsonSerializable(typeof(TimeSpan))]
internal sealed partial class PublishedJson : JsonSerializerContext
{
    /// <summary>Any JSON.</summary>
    public static PayloadType Element { get; } = PayloadType.Of<JsonElement>(Default);

    /// <summary>The types that every document can name.</summary>
    public static IReadOnlyList<PayloadType> Common { get; } =
    [
        PayloadType.Of<string>(Default), PayloadType.Of<bool>(Default), PayloadType.Of<char>(Default), PayloadType.Of<sbyte>(Default), PayloadType.Of<byte>(Default), PayloadType.Of<short>(Default),
        PayloadType.Of<ushort>(Default), PayloadType.Of<int>(Default), PayloadType.Of<uint>(Default), PayloadType.Of<long>(Default), PayloadType.Of<ulong>(Default), PayloadType.Of<float>(Default),
        PayloadType.Of<double>(Default), PayloadType.Of<decimal>(Default), PayloadType.Of<Guid>(Default), PayloadType.Of<DateTime>(Default), PayloadType.Of<DateTimeOffset>(Default),
        PayloadType.Of<DateOnly>(Default), PayloadType.Of<TimeOnly>(Default), PayloadType.Of<TimeSpan>(Default),
    ];
}
