package dev.carillon.server.assets.content;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.preview.embedded.JpegXmp;
import dev.carillon.server.assets.preview.process.EmbeddedFields;
import dev.carillon.server.platform.files.LocalFile;
import dev.carillon.server.platform.files.StoredFile;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Upload;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Assets' own files: those that come with a call, as a part of a multipart body or a {@code data:}
 * URI, and those that are downloaded.
 */
public record OriginalFiles(BlobStore blobs, EmbeddedFields embedded) {

  private static final String PART = "Filedata";
  private static final int ETAG_LENGTH = 16;
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int LOOKED_FOR_AT_ONCE = 16;

  /** What the client called its file; empty where it did not say. */
  public static String filename(Call call) {
    return call.upload(PART).map(Upload::filename).orElse("");
  }

  /** Whether the call has a file. */
  public static boolean given(Call call) {
    return call.upload(PART).isPresent() || call.params().text(PART).isPresent();
  }

  /**
   * Takes the call's file in; empty where it has none.
   *
   * @throws Problem 400 where a {@code data:} URI is malformed
   */
  public Optional<NewFile> file(Call call) {
    return file(call, call.params());
  }

  /** The file of a call whose body is among these parameters. */
  public Optional<NewFile> file(Call call, Params params) {
    Optional<NewFile> upload = file(call, PART);
    return upload.isPresent()
        ? upload
        : params.text(PART).map(text -> read(blobs.adopt(decoded(text))));
  }

  /** Takes in the file that came as a part of this name. */
  public Optional<NewFile> file(Call call, String part) {
    return call.upload(part).map(blobs::adopt).map(this::read);
  }

  /** Takes in a file that is complete. */
  public NewFile taken(Upload upload) {
    return read(blobs.adopt(upload));
  }

  /** A file of 0 bytes, for an asset that is made without one. */
  public NewFile placeholder() {
    return new NewFile(blobs.adopt(new byte[0]), Map.of());
  }

  private NewFile read(Blob blob) {
    EmbeddedFields.Found found = embedded.of(blob.sha256());
    return NewFile.read(blob, found.values(), found.known(), found.whole());
  }

  /** Where the asset's file is, from the file store's own folder on. */
  public String storagePath(Asset asset) {
    return BlobStore.key(asset.blob());
  }

  /**
   * The asset's file: byte for byte, until a field that JPEG files hold was given another value
   * than the file has; then with that value in it.
   *
   * @param attachment whether it shall be saved rather than shown
   * @throws Problem 409 where the file is not there
   */
  public Response download(Asset asset, boolean attachment) {
    StoredFile file = stored(asset);
    String type = asset.metadata().text("mimeType");
    String etag = asset.blob().substring(0, ETAG_LENGTH) + "-" + asset.revision();
    return head(asset, file)
        .<Response>map(
            head ->
                new Response.Made(
                    head.bytes(),
                    new Response.Rest.Of(file, head.replaced()),
                    new Response.Shown(type, asset.filename(), etag, attachment)))
        .orElseGet(() -> new Response.File(file, type, asset.filename(), etag, attachment));
  }

  /**
   * Writes the bytes of a download.
   *
   * @throws IOException where the file cannot be read, or the receiver is gone
   */
  public void write(Asset asset, OutputStream out) throws IOException {
    StoredFile file = stored(asset);
    Optional<JpegXmp.Head> head = head(asset, file);
    if (head.isPresent()) {
      out.write(head.get().bytes());
    }
    long from = head.map(JpegXmp.Head::replaced).orElse(0L);
    long length = file.length();
    try (InputStream in = file.open(from, length - from)) {
      byte[] buffer = new byte[Math.clamp(length, 1, BUFFER_BYTES)];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
  }

  /**
   * The asset's file in the store.
   *
   * @throws Problem 409 where it is not there
   */
  public StoredFile stored(Asset asset) {
    StoredFile file = blobs.file(asset.blob());
    if (!file.exists()) {
      throw Problem.conflict("The file of '" + asset.path() + "' is missing");
    }
    return file;
  }

  /**
   * Requires the files of these assets, as {@link #stored} does. Some are looked for at a time,
   * since each takes an object store a while.
   */
  public void requireStored(List<Asset> assets) {
    try (ExecutorService lookers =
        Executors.newFixedThreadPool(LOOKED_FOR_AT_ONCE, Thread.ofVirtual().factory())) {
      List<Future<StoredFile>> files = new ArrayList<>();
      assets.forEach(asset -> files.add(lookers.submit(() -> stored(asset))));
      for (Future<StoredFile> file : files) {
        found(file);
      }
    }
  }

  private static void found(Future<StoredFile> file) {
    try {
      file.get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case RuntimeException refusal -> throw refusal;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(failed);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while files were looked for", stopped);
    }
  }

  private Optional<JpegXmp.Head> head(Asset asset, StoredFile file) {
    if (!asset.metadata().text("mimeType").equals("image/jpeg")
        || asset.metadata().number("fileSize", 0) == 0) {
      return Optional.empty();
    }
    try (LocalFile local = file.local()) {
      return JpegXmp.with(local.path(), asset.metadata(), embedded.of(asset.blob()).values());
    } catch (EOFException cut) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
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
