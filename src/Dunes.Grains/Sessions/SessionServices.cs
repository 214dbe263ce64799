using Dunes.Abstractions.Audit;
using Dunes.Grains.Sessions.Heads;
using Dunes.Grains.Upstreams;
using Dunes.Storage.Sessions;
using Microsoft.Extensions.Options;

namespace Dunes.Grains.Sessions;

/// <summary>What every session of a silo works with.</summary>
internal sealed record SessionServices(
    ContextHeaderStore Headers,
    IContextIndex Index,
    ISessionJournal Journal,
    IHeadStore Heads,
    StoredHeadReader StoredHeads,
    HeadSigner Signer,
    SessionKeys Keys,
    UpstreamConnections Upstreams,
    ISecurityEvents Events,
    IOptions<ContextOptions> Options,
    TimeProvider Time);
