package dev.carillon.server;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.eventtypes.EventSubjects;
import dev.carillon.server.webhooks.payload.EventSubject;
import java.util.Optional;

/** The assets and folders that a caller sees, as events show them that other programs record. */
record CallerSubjects(AssetLedger ledger, AssetPermissions permissions, PayloadRenderer renderer)
    implements EventSubjects {

  @Override
  public EventSubject.OfAsset asset(CommittedReads reads, Call call, String id) {
    Asset asset =
        ledger
            .find(reads, id)
            .map(found -> permissions.require(call, found, Permission.VIEW))
            .orElseThrow(() -> Problem.notFound("asset", id));
    return new EventSubject.OfAsset(ledger.unchanged(asset));
  }

  @Override
  public EventSubject.OfFolder folder(CommittedReads reads, Call call, String id) {
    Optional<Folder> found = reads.read(connection -> FolderStore.find(connection, id));
    Folder folder =
        found
            .filter(each -> permissions.of(call).sees(each.path()))
            .orElseThrow(() -> Problem.notFound("folder", id));
    return new EventSubject.OfFolder(
        new FolderSnapshot(folder.id(), folder.path().text(), folder.metadata(), renderer));
  }
}
