package dev.carillon.server.assets.share;

import dev.carillon.server.assets.asset.Actor;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetLocation;
import dev.carillon.server.assets.asset.AssetUpdate;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.field.FieldEdit;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.history.History;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What receivers send back: files, and what they think of what was shared. It is done with the
 * permissions that the key's owner has at that moment, and the history says that it was a guest.
 */
record Replies(
    AuthKeys keys,
    SharedAssets shared,
    Assets assets,
    OriginalFiles originals,
    History history,
    ReplyMails mails) {

  /**
   * Takes a file in, under a name that is free.
   *
   * @throws Problem 403 where the key takes none, or no more; 400 where there is no file or its
   *     name is not allowed; 403 or 404 where the owner may no longer create there
   */
  Asset upload(Call call, AuthKey key, String sender) {
    if (!key.terms().grants().requestUpload()) {
      throw Problem.forbidden("This link accepts no files");
    }
    if (!OriginalFiles.given(call)) {
      throw Problem.badRequest("No file was sent: choose one first");
    }
    TreePath path = place(key).pathOfNew(OriginalFiles.filename(call), key.owner());
    NewFile file =
        originals
            .file(call)
            .orElseThrow(() -> Problem.badRequest("No file was sent: choose one first"));
    keys.countUpload(key, file.length());
    return Actor.guest(
        call,
        () -> {
          Asset asset = assets.create(path, true, file, FieldEdits.NONE, key.owner());
          history.done("AUTHKEY_UPLOAD", asset, details(key, sender, ""));
          mails.tell(key, who(sender) + " sent '" + asset.path() + "'");
          return asset;
        });
  }

  /** Where a key's files go: to its owner's own folder where it says nothing. */
  static AssetLocation place(AuthKey key) {
    return new AssetLocation("", key.terms().option("importFolderPath"), "", "");
  }

  /**
   * Approves or rejects an asset that a key shares.
   *
   * @throws Problem 403 where the key asks for that not, or no more, or its owner may no longer
   *     change the asset; 404 where the key does not share it; 409 where a user has it checked out
   */
  Asset decide(Call call, AuthKey key, Approval verdict, String sender, String comment) {
    if (!key.terms().grants().requestApproval()) {
      throw Problem.forbidden("This link does not ask for approval");
    }
    Asset asset = shared.one(key, call.variable("id"));
    keys.countVerdict(key);
    Map<String, FieldEdit> edits = new LinkedHashMap<>();
    edits.put(Approval.STATE, new FieldEdit.Put(verdict.value()));
    edits.put(Approval.COMMENT, text(comment));
    edits.put(Approval.BY, text(sender));
    edits.put(Approval.DATE, new FieldEdit.Put(keys.wallMillis()));
    AssetUpdate update =
        new AssetUpdate(
            AssetLocation.UNSAID, false, new FieldEdits(edits), new AssetUpdate.File.Kept());
    return Actor.guest(
        call,
        () -> {
          Asset after = assets.update(asset.id(), update, key.owner());
          String action = verdict == Approval.APPROVED ? "AUTHKEY_APPROVE" : "AUTHKEY_REJECT";
          history.done(action, after, details(key, sender, comment));
          String what = verdict == Approval.APPROVED ? " approved '" : " rejected '";
          String why = comment.isEmpty() ? "" : ": " + comment;
          mails.tell(key, who(sender) + what + after.path() + "'" + why);
          return after;
        });
  }

  private static FieldEdit text(String value) {
    return value.isEmpty() ? new FieldEdit.Clear() : new FieldEdit.Put(value);
  }

  private static String who(String sender) {
    return sender.isEmpty() ? "Somebody" : sender;
  }

  private static Map<String, String> details(AuthKey key, String sender, String comment) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("shared", key.terms().subject());
    details.put("sharedBy", key.owner());
    details.put("sender", sender);
    details.put("comment", comment);
    details.values().removeIf(String::isEmpty);
    return details;
  }
}
