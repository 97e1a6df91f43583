package dev.carillon.server.assets.upload;

import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import java.util.Optional;

/**
 * The file of a call that creates or updates an asset: a part of its body, a {@code data:} URI, or
 * a resumable upload that the call names.
 */
public record IncomingFiles(OriginalFiles originals, ResumableUploads uploads) {

  private static final String PARAMETER = "uploadId";

  /**
   * What the client called its file; empty where it did not say.
   *
   * @throws Problem 404 where there is no such upload of the caller
   */
  public String filename(Call call) {
    return id(call)
        .map(id -> uploads.get(id, call.caller().username()).filename())
        .orElseGet(() -> OriginalFiles.filename(call));
  }

  /**
   * Whether the call has a file.
   *
   * @throws Problem 400 where it has two
   */
  public boolean given(Call call) {
    boolean inBody = OriginalFiles.given(call);
    if (inBody && id(call).isPresent()) {
      throw Problem.badRequest("'Filedata' and 'uploadId' are two files: send only one of them");
    }
    return inBody || id(call).isPresent();
  }

  /**
   * Takes the call's file in; empty where it has none. An upload is used up by the transaction that
   * gives its file to an asset: of several such transactions, on whichever node, one succeeds.
   *
   * @throws Problem 400 where a {@code data:} URI is malformed, 404 or 409 where an upload is not
   *     there or not complete
   */
  public Optional<NewFile> file(Call call) {
    if (!given(call)) {
      return Optional.empty();
    }
    return id(call)
        .map(id -> uploads.use(id, call.caller().username(), originals::taken))
        .or(() -> originals.file(call));
  }

  private static Optional<String> id(Call call) {
    return call.params().text(PARAMETER);
  }
}
