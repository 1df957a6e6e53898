namespace Perdure.Language.Tests.Workflows.Children;

/// <summary>A journey, and the file in which what is booked and what is cancelled leave lines.</summary>
public sealed record Journey(string Log);

public sealed record Flight(string Number);

public sealed record Hotel(string Room);

public sealed record Car(string Plate);

/// <summary>It works until it is cancelled, and is undone then.</summary>
[Workflow]
public sealed partial class HotelSearch : IWorkflow<Journey, Hotel>
{
    [Step, Compensate(nameof(Release))]
    private static int Hold(Journey journey)
    {
        Diary.Write(journey, "hold");
        return 7;
    }

    [Step]
    private static async Task<Hotel> ConfirmAsync(int room, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return new Hotel($"room {room}");
    }

    private static void Release(int room, Journey journey) => Diary.Write(journey, "release");
}

/// <summary>It fails while a child of its own works: what the child did came after what it did itself.</summary>
[Workflow]
public sealed partial class TravelSaga : IWorkflow<Journey, string>
{
    [Step, Compensate(nameof(CancelFlight))]
    private static Flight BookFlight(Journey journey) => new("p1");

    [Step<HotelSearch>, After(nameof(BookFlight))]
    private partial Hotel FindHotel(Journey journey);

    [Step]
    private static async Task<Car> RentCarAsync(Flight flight, Journey journey, CancellationToken cancellationToken)
    {
        while (!Diary.Has(journey, "hold")) await Task.Delay(20, cancellationToken);
        throw new NonRetryableException($"no car for {flight.Number}");
    }

    [Step, Result]
    private static string Tell(Hotel hotel, Car car) => $"{hotel.Room} {car.Plate}";

    private static void CancelFlight(Flight flight, Journey journey) => Diary.Write(journey, "cancel flight");
}

internal static class Diary
{
    public static void Write(Journey journey, string line) => File.AppendAllText(journey.Log, line + "\n");

    public static bool Has(Journey journey, string line) => File.ReadAllLines(journey.Log).Contains(line);
}
