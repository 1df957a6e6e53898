using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Perdure.Coordination;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What is asked again, and what is told to whoever asked.</summary>
public sealed class PatienceTests
{
    public static TheoryData<string> PassingStates => [
        PostgresErrorCodes.ConnectionFailure, PostgresErrorCodes.SerializationFailure, PostgresErrorCodes.DeadlockDetected, PostgresErrorCodes.TooManyConnections, PostgresErrorCodes.DiskFull,
        PostgresErrorCodes.LockNotAvailable, PostgresErrorCodes.AdminShutdown, PostgresErrorCodes.CannotConnectNow, PostgresErrorCodes.QueryCanceled, PostgresErrorCodes.IoError,
        PostgresErrorCodes.ReadOnlySqlTransaction,
    ];

    /// <summary>A SQLSTATE, and what the message names as the mend; null: there is none that is known.</summary>
    public static TheoryData<string, string?> RefusingStates => new()
    {
        { PostgresErrorCodes.InsufficientPrivilege, "perdure_worker" },
        { PostgresErrorCodes.InvalidPassword, "password of the connection string" },
        { PostgresErrorCodes.InvalidAuthorizationSpecification, "pg_hba.conf" },
        { PostgresErrorCodes.InvalidCatalogName, "create it" },
        { PostgresErrorCodes.UndefinedTable, "PerdureOptions.Migrate" },
        { PostgresErrorCodes.UndefinedFunction, "PerdureOptions.Migrate" },
        { PostgresErrorCodes.UndefinedColumn, "PerdureOptions.Migrate" },
        { PostgresErrorCodes.InvalidSchemaName, "PerdureOptions.Migrate" },
        { PostgresErrorCodes.InternalError, null },
        { PostgresErrorCodes.UntranslatableCharacter, null },
    };

    public static TheoryData<Exception> PassingFailures => [
        new IOException("gone"), new TimeoutException("late"), new SocketException(1), new NpgsqlException("gone", new IOException("gone")), new NpgsqlException("late", new TimeoutException("late")),
        new NpgsqlException("no suitable host", new AggregateException(new NpgsqlException("gone", new SocketException(1)), new InvalidOperationException("other"))),
    ];

    [Theory]
    [MemberData(nameof(PassingStates))]
    public async Task WhatTheServerSaysOfItsStateIsAskedAgain(string state) => await IsAskedAgainAsync(Refusal(state));

    [Theory]
    [MemberData(nameof(PassingFailures))]
    public async Task WhatTheDriverSaysOfABrokenConnectionIsAskedAgain(Exception failure) => await IsAskedAgainAsync(failure);

    [Theory]
    [MemberData(nameof(RefusingStates))]
    public async Task WhatWouldBeRefusedAgainIsToldToWhoeverAsksWithTheMend(string state, string? mend)
    {
        DatabaseRefusalException? told = null;
        var patience = new Patience(TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken, refusal => told = refusal);

        DatabaseRefusalException thrown = await Should.ThrowAsync<DatabaseRefusalException>(async () => await patience.AskAsync<int>(_ => throw Refusal(state)));

        thrown.SqlState.ShouldBe(state);
        thrown.Message.ShouldContain($"the words of the server ({state})");
        if (mend is not null) thrown.Message.ShouldContain(mend);
        told.ShouldBe(mend is null ? null : thrown, "what only one question meets with concerns only that one");
    }

    [Fact]
    public async Task AWayToTheDatabaseThatIsNoneIsToldToWhoeverAsks()
    {
        var patience = new Patience(TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);

        DatabaseRefusalException thrown = await Should.ThrowAsync<DatabaseRefusalException>(async () => await patience.AskAsync<int>(static _ => throw new NpgsqlException("No password has been provided")));

        (thrown.SqlState, thrown.Message).ShouldBe((null, "Perdure finds no way to the database: No password has been provided; correct the connection string, or what stands between"));
    }

    private static PostgresException Refusal(string state) => new("the words of the server", "ERROR", "ERROR", state);

    private static async Task IsAskedAgainAsync(Exception failure)
    {
        var asked = 0;
        var patience = new Patience(TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken, static _ => throw new InvalidOperationException("It is no refusal"));

        (await patience.AskAsync(_ => ++asked < 3 ? throw failure : ValueTask.FromResult(asked))).ShouldBe(3);
    }
}
