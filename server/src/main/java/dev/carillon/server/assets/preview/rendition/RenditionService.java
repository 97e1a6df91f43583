package dev.carillon.server.assets.preview.rendition;

import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.process.FilePool;
import dev.carillon.server.assets.preview.process.FileProcesses;
import dev.carillon.server.assets.preview.process.RenderLimits;
import dev.carillon.server.assets.preview.rendering.PreviewKind;
import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import dev.carillon.server.assets.preview.rendering.Unrenderable;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.files.LocalFile;
import dev.carillon.server.platform.files.StoredFile;
import dev.carillon.server.platform.http.BoundedMap;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.http.header.ClientAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
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

  /** So long what had neither time nor memory enough is not tried again. */
  private static final Duration FOR_NOW = Duration.ofMinutes(1);

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
  private final RenditionQuota shares;
  private final Duration wait;
  private final Duration forNow;
  private final LongAdder rendered = new LongAdder();
  private final Map<String, CompletableFuture<StoredFile>> running = new ConcurrentHashMap<>();
  private final Map<String, Refusal> refusals = new BoundedMap<>(REFUSALS_MAX);

  /** A service whose processes start when they are needed. */
  public RenditionService(BlobStore blobs, FileProcesses processes) {
    this(blobs, processes, new Bounds(WAIT, CACHE_BYTES_MAX, LIMITS, FOR_NOW));
  }

  RenditionService(BlobStore blobs, FileProcesses processes, Duration wait, long cacheBytesMax) {
    this(blobs, processes, new Bounds(wait, cacheBytesMax, LIMITS, FOR_NOW));
  }

  RenditionService(BlobStore blobs, FileProcesses processes, Bounds bounds) {
    this.blobs = blobs;
    this.previews = new PreviewFiles(blobs);
    int count = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, PROCESSES_MAX);
    this.processes = processes.some(count, bounds.rendering());
    this.turns =
        new CpuPool(
            "renditions",
            "The server has too many renditions to make; retry later",
            new CpuPool.Limits(count, 256, 64, Duration.ofSeconds(60)));
    this.cache = new RenditionCache(processes.folder("renditions"), bounds.cacheBytesMax());
    this.shares = RenditionQuota.ofRenditions();
    this.wait = bounds.waiting();
    this.forNow = bounds.forNow();
  }

  /**
   * The rendition of a file.
   *
   * @throws Problem 409 where the file cannot be shown, or, with {@code Retry-After}, where that
   *     takes longer than callers wait, or took more time or memory than there is; 429 where the
   *     caller waits for too many already; 503 where all wait for too many
   */
  public Made make(Wanted wanted, Who who) {
    RenditionSettings settings = wanted.settings();
    if (settings.standard() && wanted.xmp().length == 0) {
      return standard(wanted, who).preview();
    }
    String key = key(wanted);
    // what is smaller than the default preview is made from that, if it is there; and whatever only
    // an external engine can read
    boolean fromPreview =
        (settings.smaller() || wanted.kind() == PreviewKind.EXTERNAL)
            && previews.made(wanted.blob(), wanted.kind());
    // what the file itself was refused for does not count for its preview
    String task = fromPreview ? key + " of the preview" : key;
    Work work = () -> rendered(wanted, key, fromPreview, who.name());
    StoredFile file =
        cache
            .get(key)
            .map(StoredFile::onDisk)
            .orElseGet(() -> shared(task, wanted.name(), who, work));
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

  private StoredFile shared(String key, String name, Who who, Work work) {
    Optional<Refusal> refusal = refusal(key);
    if (refusal.isPresent()) {
      throw refusal.get().problem(name);
    }
    try (RenditionQuota.Share _ = shares.take(who)) {
      CompletableFuture<StoredFile> result = new CompletableFuture<>();
      CompletableFuture<StoredFile> before = running.putIfAbsent(key, result);
      if (before == null) {
        Thread.ofVirtual().start(() -> run(key, who, work, result));
      }
      return waited(before == null ? result : before, name);
    }
  }

  private void run(String key, Who who, Work work, CompletableFuture<StoredFile> result) {
    try {
      result.complete(turns.run(who.from(), () -> tried(key, work)));
    } catch (RuntimeException | Error failed) {
      result.completeExceptionally(failed);
    } finally {
      running.remove(key, result);
    }
  }

  private StoredFile tried(String key, Work work) {
    try {
      return work.make();
    } catch (Unrenderable refused) {
      Refusal refusal =
          new Refusal(refused.reason(), refused.ofFile(), System.nanoTime() + forNow.toNanos());
      synchronized (refusals) {
        refusals.put(key, refusal);
      }
      throw new Hopeless(refusal);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private StoredFile waited(CompletableFuture<StoredFile> result, String name) {
    try {
      return result.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw Problem.conflictForNow(
          "PreviewNotReady",
          "The preview of '" + name + "' is being made; retry later",
          RETRY_SECONDS);
    } catch (ExecutionException failed) {
      throw switch (failed.getCause()) {
        case Hopeless hopeless -> hopeless.refusal.problem(name);
        case Problem busy -> busy;
        case UncheckedIOException trouble ->
            Problem.unavailable(
                trouble.getCause() instanceof FileStoreTrouble store
                    ? "The preview cannot be made now: " + store.reason() + " (file store)"
                    : "The preview cannot be made now",
                RETRY_SECONDS);
        case null, default -> new IllegalStateException(failed.getCause());
      };
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The server is stopping", RETRY_SECONDS);
    }
  }

  private StoredFile rendered(Wanted wanted, String key, boolean fromPreview, String caller)
      throws IOException, Unrenderable {
    requireSpace();
    rendered.increment();
    StoredFile source =
        fromPreview ? previews.preview(wanted.blob(), wanted.kind()) : blobs.file(wanted.blob());
    Path xmp = cache.draft();
    Path draft = cache.draft();
    try (LocalFile local = source.local()) {
      Files.write(xmp, wanted.xmp());
      FileRenderer.render(
          processes,
          local.path(),
          fromPreview ? PreviewKind.PICTURE : wanted.kind(),
          wanted.settings(),
          wanted.xmp().length == 0 ? Optional.empty() : Optional.of(xmp),
          draft);
      return cache
          .put(draft, key, caller)
          .map(StoredFile::onDisk)
          .orElseThrow(() -> Unrenderable.ofFile("it is larger than the rendition cache"));
    } finally {
      Files.deleteIfExists(xmp);
      Files.deleteIfExists(draft);
    }
  }

  private StoredFile previewed(String blob, PreviewKind kind) throws IOException, Unrenderable {
    if (previews.made(blob, kind)) {
      return previews.preview(blob, kind);
    }
    requireSpace();
    try (LocalFile local = blobs.file(blob).local();
        PreviewFiles.Drafts drafts = previews.drafts()) {
      var _ = FileRenderer.render(processes, local.path(), kind, drafts);
      previews.keep(drafts, blob, kind);
      return previews.preview(blob, kind);
    }
  }

  private void requireSpace() {
    if (!blobs.hasSpace(MADE_BYTES_MAX)) {
      throw Problem.unavailable(
          "There is no space on the server's disk to make previews", RETRY_SECONDS);
    }
  }

  /** The refusal of a key; one that has ended is forgotten. */
  private Optional<Refusal> refusal(String key) {
    synchronized (refusals) {
      Optional<Refusal> refusal = Optional.ofNullable(refusals.get(key));
      if (refusal.isPresent() && refusal.get().ended()) {
        refusals.remove(key);
        return Optional.empty();
      }
      return refusal;
    }
  }

  /**
   * Waits for something else that a rendition takes, as one of those that wait for renditions.
   *
   * @throws Problem 429 or 503 as {@link #make}
   */
  public void waits(Who who, Runnable waiting) {
    try (RenditionQuota.Share _ = shares.take(who)) {
      waiting.run();
    }
  }

  private static String key(Wanted wanted) {
    String all = wanted.blob() + " " + wanted.kind() + " " + wanted.settings().name() + " ";
    MessageDigest digest = Digests.sha256();
    digest.update(all.getBytes(StandardCharsets.UTF_8));
    digest.update(wanted.xmp());
    return Digests.hex(digest);
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
   * @param guest whether it is somebody without an account
   */
  public record Who(String name, InetAddress from, boolean guest) {

    /** Somebody with an account. */
    public Who(String name, InetAddress from) {
      this(name, from, false);
    }

    /** A guest by a link that this user made: those of one network share a place. */
    public static Who guest(String maker, InetAddress from) {
      return new Who(maker + " " + ClientAddress.counted(from).getHostAddress(), from, true);
    }
  }

  /**
   * How much there is of everything.
   *
   * @param waiting how long callers wait
   * @param cacheBytesMax how much is kept
   * @param rendering what one rendering takes
   * @param forNow how long what took more is not tried again
   */
  record Bounds(Duration waiting, long cacheBytesMax, RenderLimits rendering, Duration forNow) {}

  /**
   * Why there is no rendition.
   *
   * @param ofFile whether that is so as long as the file is the same
   * @param until else the end of it, by {@link System#nanoTime}
   */
  private record Refusal(String reason, boolean ofFile, long until) {

    boolean ended() {
      return !ofFile && System.nanoTime() - until >= 0;
    }

    Problem problem(String name) {
      String message = "There is no preview of '" + name + "': " + reason;
      if (ofFile) {
        return Problem.conflict(message);
      }
      long left = TimeUnit.NANOSECONDS.toSeconds(until - System.nanoTime()) + 1;
      return Problem.conflictForNow(
          "PreviewNotReady", message + "; you can retry", (int) Math.max(1, left));
    }
  }

  /**
   * A picture that was made.
   *
   * @param etag another one for another picture
   */
  public record Made(StoredFile file, String mimeType, String etag) {}

  /** The two pictures that each file has. */
  public record Standard(Made preview, Made thumbnail) {}

  @FunctionalInterface
  private interface Work {
    StoredFile make() throws IOException, Unrenderable;
  }

  private static final class Hopeless extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    Hopeless(Refusal refusal) {
      super(refusal.reason(), null, false, false);
      this.refusal = refusal;
    }
  }
}
