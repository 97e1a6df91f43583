package dev.carillon.server.asset;

import dev.carillon.server.file.Blob;
import dev.carillon.server.file.BlobStore;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.Upload;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * Assets' own files: those that come with a call, as a part of a multipart body or a {@code data:}
 * URI, and those that are downloaded.
 */
public final class Originals {

  private static final String PART = "Filedata";
  private static final int ETAG_LENGTH = 16;

  private final BlobStore blobs;

  Originals(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** What the client called its file; empty where it did not say. */
  static String filename(Call call) {
    return call.upload(PART).map(Upload::filename).orElse("");
  }

  /** Whether the call has a file. */
  static boolean given(Call call) {
    return call.upload(PART).isPresent() || call.params().text(PART).isPresent();
  }

  /**
   * Takes the call's file in; empty where it has none.
   *
   * @throws Problem 400 where a {@code data:} URI is malformed
   */
  public Optional<Blob> file(Call call) {
    Optional<Upload> upload = call.upload(PART);
    if (upload.isPresent()) {
      return upload.map(blobs::adopt);
    }
    return call.params().text(PART).map(text -> blobs.adopt(decoded(text)));
  }

  /** A file of 0 bytes, for an asset that is made without one. */
  public Blob placeholder() {
    return blobs.adopt(new byte[0]);
  }

  /**
   * The asset's file, byte for byte.
   *
   * @param attachment whether it shall be saved rather than shown
   * @throws Problem 409 where the file is not there
   */
  public Response download(Asset asset, boolean attachment) {
    Path file = blobs.path(new Blob(asset.blob(), "", 0));
    if (!Files.isRegularFile(file)) {
      throw Problem.conflict("The file of '" + asset.path() + "' is not there");
    }
    return new Response.File(
        file,
        asset.metadata().text("mimeType"),
        asset.filename(),
        asset.blob().substring(0, ETAG_LENGTH) + "-" + asset.revision(),
        attachment);
  }

  private static byte[] decoded(String uri) {
    int comma = uri.indexOf(',');
    if (!uri.startsWith("data:") || comma < 0) {
      throw Problem.badField(PART, uri, "a file or a data: URI");
    }
    String content = uri.substring(comma + 1);
    try {
      return uri.substring(0, comma).endsWith(";base64")
          ? Base64.getMimeDecoder().decode(content.replace(' ', '+'))
          : URLDecoder.decode(content.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
              .getBytes(StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException malformed) {
      throw Problem.badField(PART, uri, "a file or a well-formed data: URI");
    }
  }
}
