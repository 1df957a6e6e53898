using System.Text.Json.Serialization;

namespace Perdure.Schedules;

/// <summary>The JSON of a scheduled time, for programs without reflection that do not name it in a context of their own.</summary>
[JsonSerializable(typeof(ScheduledTime))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
