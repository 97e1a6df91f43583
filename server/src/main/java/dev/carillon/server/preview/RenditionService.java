package dev.carillon.server.preview;

import dev.carillon.server.file.BlobStore;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.cpu.CpuPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Renders files on request. Callers wait, one rendering serves all who want the same, a few run at
 * once, addresses take turns, each caller has a share, and what was made is kept for a while: a
 * storm of requests fills neither the processors nor the disk.
 */
public final class RenditionService {

  /** How much is kept of what was made. */
  private static final long CACHE_BYTES_MAX = 512L << 20;

  /** So much one rendering takes at most. */
  private static final long MADE_BYTES_MAX = 128L << 20;

  private static final int PROCESSES_MAX = 4;
  private static final int RETRY_SECONDS = 5;
  private static final int REFUSALS_MAX = 1_000;

  /** How long callers wait; a rendering that takes longer goes on, for who asks again. */
  private static final Duration WAIT = Duration.ofSeconds(10);

  private static final RenderLimits LIMITS =
      new RenderLimits(
          Duration.ofSeconds(20),
          RenderLimits.DEFAULTS.heapMegabytes(),
          RenderLimits.DEFAULTS.pixels());

  private final BlobStore blobs;
  private final PreviewFiles previews;
  private final FilePool processes;
  private final CpuPool turns;
  private final RenditionCache cache;
  private final Shares shares;
  private final Duration wait;
  private final LongAdder rendered = new LongAdder();
  private final Map<String, CompletableFuture<Path>> running = new ConcurrentHashMap<>();
  private final Map<String, String> refusals =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REFUSALS_MAX;
        }
      };

  /** A service whose processes start when they are needed. */
  public RenditionService(BlobStore blobs, FileProcesses processes) {
    this(blobs, processes, WAIT, CACHE_BYTES_MAX);
  }

  RenditionService(BlobStore blobs, FileProcesses processes, Duration wait, long cacheBytesMax) {
    this.blobs = blobs;
    this.previews = new PreviewFiles(blobs);
    int count = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, PROCESSES_MAX);
    this.processes = processes.some(count, LIMITS);
    this.turns =
        new CpuPool(
            "renditions",
            "The server has too many renditions to make; try again",
            new CpuPool.Limits(count, 256, 64, Duration.ofSeconds(60)));
    this.cache = new RenditionCache(processes.folder("renditions"), cacheBytesMax);
    this.shares = Shares.ofRenditions();
    this.wait = wait;
  }

  /**
   * The rendition of a file.
   *
   * @throws Problem 409 where the file cannot be shown, or, with {@code Retry-After}, where that
   *     takes longer than callers wait; 429 where the caller waits for too many already; 503 where
   *     all wait for too many
   */
  public Made make(Wanted wanted, Who who) {
    RenditionSettings settings = wanted.settings();
    if (settings.standard() && wanted.xmp().length == 0) {
      return standard(wanted, who).preview();
    }
    String key = key(wanted);
    Path file =
        cache
            .get(key)
            .orElseGet(() -> shared(key, wanted.name(), who, () -> rendered(wanted, key)));
    return new Made(file, settings.format().mimeType(), key.substring(0, 24));
  }

  /** The default preview and the thumbnail of a file, which are kept as long as the file is. */
  public Standard standard(Wanted wanted, Who who) {
    String blob = wanted.blob();
    PreviewKind kind = wanted.kind();
    if (!previews.made(blob, kind)) {
      var _ = shared(blob + kind, wanted.name(), who, () -> previewed(blob, kind));
    }
    return new Standard(
        new Made(previews.preview(blob, kind), "image/jpeg", blob.substring(0, 16) + "-p"),
        new Made(previews.thumbnail(blob, kind), "image/jpeg", blob.substring(0, 16) + "-t"));
  }

  /** Whether the default preview and the thumbnail of a file are there. */
  public boolean there(String blob, PreviewKind kind) {
    return previews.made(blob, kind);
  }

  /** How many renderings were begun, default previews aside. */
  public long rendered() {
    return rendered.sum();
  }

  /** How many bytes are kept of them. */
  public long keptBytes() {
    return cache.bytes();
  }

  private Path shared(String key, String name, Who who, Work work) {
    String refusal = refusal(key);
    if (refusal != null) {
      throw hopeless(name, refusal);
    }
    try (Shares.Share _ = shares.take(who.name())) {
      CompletableFuture<Path> result = new CompletableFuture<>();
      CompletableFuture<Path> before = running.putIfAbsent(key, result);
      if (before == null) {
        Thread.ofVirtual().start(() -> run(key, who, work, result));
      }
      return waited(before == null ? result : before, name);
    }
  }

  private void run(String key, Who who, Work work, CompletableFuture<Path> result) {
    try {
      result.complete(turns.run(who.from(), () -> tried(key, work)));
    } catch (RuntimeException | Error failed) {
      result.completeExceptionally(failed);
    } finally {
      running.remove(key, result);
    }
  }

  private Path tried(String key, Work work) {
    try {
      return work.make();
    } catch (Unrenderable refused) {
      synchronized (refusals) {
        refusals.put(key, refused.reason());
      }
      throw new Hopeless(refused.reason());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private Path waited(CompletableFuture<Path> result, String name) {
    try {
      return result.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw Problem.conflictForNow(
          "PreviewNotReady",
          "The preview of '" + name + "' is being made; ask again",
          RETRY_SECONDS);
    } catch (ExecutionException failed) {
      throw switch (failed.getCause()) {
        case Hopeless hopeless -> hopeless(name, hopeless.reason);
        case Problem busy -> busy;
        case UncheckedIOException _ -> Problem.unavailable("It cannot be made now", RETRY_SECONDS);
        case null, default -> new IllegalStateException(failed.getCause());
      };
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The server is stopping", RETRY_SECONDS);
    }
  }

  private Path rendered(Wanted wanted, String key) throws IOException, Unrenderable {
    requireRoom();
    rendered.increment();
    // what is smaller than the default preview is made from that, if it is there; and whatever only
    // an external engine can read
    boolean fromPreview =
        (wanted.settings().smaller() || wanted.kind() == PreviewKind.EXTERNAL)
            && previews.made(wanted.blob(), wanted.kind());
    Path source =
        fromPreview ? previews.preview(wanted.blob(), wanted.kind()) : blobs.path(wanted.blob());
    Path xmp = cache.draft();
    Path draft = cache.draft();
    try {
      Files.write(xmp, wanted.xmp());
      Renderer.render(
          processes,
          source,
          fromPreview ? PreviewKind.PICTURE : wanted.kind(),
          wanted.settings(),
          wanted.xmp().length == 0 ? Optional.empty() : Optional.of(xmp),
          draft);
      return cache
          .put(draft, key)
          .orElseThrow(
              () -> Problem.unavailable("Too many renditions are made at once", RETRY_SECONDS));
    } finally {
      Files.deleteIfExists(xmp);
      Files.deleteIfExists(draft);
    }
  }

  private Path previewed(String blob, PreviewKind kind) throws Unrenderable {
    if (previews.made(blob, kind)) {
      return previews.preview(blob, kind);
    }
    requireRoom();
    try (PreviewFiles.Drafts drafts = previews.drafts()) {
      var _ = Renderer.render(processes, blobs.path(blob), kind, drafts);
      previews.keep(drafts, blob, kind);
      return previews.preview(blob, kind);
    }
  }

  private void requireRoom() {
    if (!blobs.hasRoom(MADE_BYTES_MAX)) {
      throw Problem.unavailable(
          "There is no room on the server's disk to make previews", RETRY_SECONDS);
    }
  }

  private @org.jspecify.annotations.Nullable String refusal(String key) {
    synchronized (refusals) {
      return refusals.get(key);
    }
  }

  private static Problem hopeless(String name, String reason) {
    return Problem.conflict("There is no preview of '" + name + "': " + reason);
  }

  private static String key(Wanted wanted) {
    String all = wanted.blob() + " " + wanted.kind() + " " + wanted.settings().name() + " ";
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(all.getBytes(StandardCharsets.UTF_8));
      digest.update(wanted.xmp());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What is asked for.
   *
   * @param blob the file
   * @param kind how it is made visible
   * @param name what it is called, for messages
   * @param xmp a packet to write into it; empty = none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Wanted(
      String blob, PreviewKind kind, String name, RenditionSettings settings, byte[] xmp) {}

  /**
   * Who asks.
   *
   * @param name whose share it takes
   * @param from whose turn it is
   */
  public record Who(String name, InetAddress from) {}

  /**
   * A picture that was made.
   *
   * @param etag another one for another picture
   */
  public record Made(Path file, String mimeType, String etag) {}

  /** The two pictures that each file has. */
  public record Standard(Made preview, Made thumbnail) {}

  @FunctionalInterface
  private interface Work {
    Path make() throws IOException, Unrenderable;
  }

  private static final class Hopeless extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    Hopeless(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }
}
