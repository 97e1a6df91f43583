package dev.carillon.server.assets.preview;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.PreviewQueueRows.Claim;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.process.EmbeddedFields;
import dev.carillon.server.assets.preview.process.FileProcess;
import dev.carillon.server.assets.preview.process.FileProcesses;
import dev.carillon.server.assets.preview.process.RenderLimits;
import dev.carillon.server.assets.preview.rendering.PreviewKind;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import dev.carillon.server.assets.preview.rendering.Unrenderable;
import dev.carillon.server.assets.preview.rendition.FileRenderer;
import dev.carillon.server.assets.preview.rendition.PreviewFiles;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.files.LocalFile;
import dev.carillon.server.platform.files.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes previews, a few at a time, of the assets that the queue in the database names: what was not
 * made when the server ended is made after its start. Each becomes a change of the asset, and so an
 * event.
 */
public final class PreviewMaker implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PreviewMaker.class.getName());

  private static final int THREADS_MAX = 4;
  private static final int TRIES_MAX = 3;

  /** Times that an external engine was given it count as well. */
  private static final int LOOKS_MAX = 20;

  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration RELEASE_EVERY = Duration.ofSeconds(15);
  private static final Duration TROUBLE = Duration.ofSeconds(2);

  private final Assets assets;
  private final PreviewQueue tasks;
  private final BlobStore blobs;
  private final PreviewFiles files;
  private final EmbeddedFields embedded;
  private final Semaphore wakeUps = new Semaphore(0);
  private final FileProcesses processes;
  private final ExternalPreviews external;
  private final List<Thread> threads = new ArrayList<>();
  private final List<FileRenderer> renderers = new ArrayList<>();
  private final AtomicBoolean outOfSpace = new AtomicBoolean();
  private final AtomicLong releasedAt = new AtomicLong(System.nanoTime());
  private volatile boolean closed;

  /** A maker that has not started. */
  public PreviewMaker(
      Assets assets,
      PreviewQueue tasks,
      BlobStore blobs,
      FileProcesses processes,
      EmbeddedFields embedded,
      ExternalPreviews external) {
    this.assets = assets;
    this.embedded = embedded;
    this.tasks = tasks;
    this.blobs = blobs;
    this.files = new PreviewFiles(blobs);
    this.processes = processes;
    this.external = external;
  }

  /** Starts. */
  public void start() {
    tasks.releaseAbandoned();
    external.onReady(this::wake);
    int count = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, THREADS_MAX);
    for (int i = 1; i <= count; i++) {
      FileProcess process = processes.inBackground(RenderLimits.DEFAULTS);
      FileRenderer renderer = new FileRenderer(process);
      renderers.add(renderer);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("carillon-preview-" + i)
              .start(() -> run(new Tools(renderer, process))));
    }
  }

  /** There is something to do. */
  public void wake() {
    if (wakeUps.availablePermits() < threads.size()) {
      wakeUps.release();
    }
  }

  /** Ends; what is being made is made after the next start. */
  @Override
  public void close() {
    closed = true;
    wakeUps.release(threads.size());
    renderers.forEach(FileRenderer::close);
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(10));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Another node may have ended in the middle of its work. */
  private void releaseAbandoned() {
    long now = System.nanoTime();
    long last = releasedAt.get();
    if (tasks.shared()
        && now - last >= RELEASE_EVERY.toNanos()
        && releasedAt.compareAndSet(last, now)) {
      tasks.releaseAbandoned();
    }
  }

  private void run(Tools tools) {
    while (!closed) {
      try {
        if (!files.hasSpace()) {
          waitForSpace();
          continue;
        }
        external.refresh();
        releaseAbandoned();
        List<Claim> claims = tasks.take();
        claims.forEach(claim -> make(claim, tools));
        if (claims.isEmpty()) {
          var _ = wakeUps.tryAcquire(external.pause(POLL).toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException trouble) {
        if (!closed) {
          LOG.log(System.Logger.Level.WARNING, "Previews cannot be made now", trouble);
          pause();
        }
      }
    }
  }

  /** Waits for disk space: previews do not use the reserve that is kept free. */
  private void waitForSpace() throws InterruptedException {
    if (outOfSpace.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.WARNING, "Previews wait for space on the disk");
    }
    var _ = wakeUps.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
    if (files.hasSpace() && outOfSpace.compareAndSet(true, false)) {
      LOG.log(System.Logger.Level.INFO, "There is space on the disk for previews again");
    }
  }

  private void make(Claim claim, Tools tools) {
    try {
      Optional<Asset> asset = assets.list(List.of(claim.assetId())).stream().findFirst();
      if (asset.isEmpty() || !asset.get().previewIs(PreviewState.WAITING)) {
        tasks.drop(claim);
      } else if (closed) {
        tasks.giveBack(claim, Duration.ZERO, false);
      } else {
        if (external.handles(asset.get())) {
          readFirst(asset.get(), claim, tools);
        }
        switch (external.take(asset.get())) {
          case ExternalPreviews.Taken.Own() -> make(asset.get(), claim, tools);
          case ExternalPreviews.Taken.Elsewhere() -> {
            // its engine has said when it is to be taken again
          }
          case ExternalPreviews.Taken.Come(ExternalPreviews.Pictures pictures) ->
              show(asset.get(), claim, pictures, tools);
        }
      }
    } catch (UncheckedIOException trouble) {
      boolean ofStore = trouble.getCause() instanceof FileStoreTrouble;
      tasks.giveBack(claim, closed ? Duration.ZERO : TROUBLE, !closed && !ofStore);
      if (!closed && ofStore) {
        LOG.log(
            System.Logger.Level.WARNING, "A preview cannot be made now: " + trouble.getMessage());
      } else if (!closed) {
        LOG.log(System.Logger.Level.WARNING, "A preview cannot be made now", trouble);
      }
    }
  }

  private void make(Asset asset, Claim claim, Tools tools) {
    Map<String, Object> found = late(asset, claim, tools);
    Optional<PreviewKind> kind = asset.previewKind();
    if (kind.isEmpty()
        || kind.get() == PreviewKind.EXTERNAL
        || asset.metadata().number("fileSize", 0) == 0) {
      announce(asset, PreviewState.SKIPPED, Map.of(), found);
      return;
    }
    if (!files.hasSpace(kind.get())) {
      tasks.giveBack(claim, POLL, false);
      return;
    }
    try {
      if (claim.tries() > TRIES_MAX) {
        throw new Unrenderable("it was attempted " + TRIES_MAX + " times");
      }
      FileRenderer.Size rendering = rendered(asset, kind.get(), tools.renderer());
      Map<String, Object> size = new LinkedHashMap<>();
      if (rendering.width() > 0 && rendering.height() > 0) {
        size.put("width", (long) rendering.width());
        size.put("height", (long) rendering.height());
      }
      announce(asset, PreviewState.MADE, size, found);
    } catch (Unrenderable told) {
      LOG.log(
          System.Logger.Level.INFO,
          "'" + asset.path() + "' (" + asset.id() + ") has no preview: " + told.reason());
      announce(asset, PreviewState.FAILED, Map.of(), found);
    }
  }

  private FileRenderer.Size rendered(Asset asset, PreviewKind kind, FileRenderer renderer)
      throws Unrenderable {
    if (files.made(asset.blob(), kind)) {
      return new FileRenderer.Size(0, 0);
    }
    try (LocalFile local = blobs.file(asset.blob()).local();
        PreviewFiles.Drafts drafts = files.drafts()) {
      FileRenderer.Size rendering = renderer.render(local.path(), kind, drafts);
      files.keep(drafts, asset.blob(), kind);
      return rendering;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Makes the stored pictures of those that an engine sent: of any format, but decoded in a process
   * of its own, as other people's files are.
   */
  private void show(Asset asset, Claim claim, ExternalPreviews.Pictures pictures, Tools tools) {
    FileRenderer renderer = tools.renderer();
    PreviewKind kind = asset.previewKind().orElse(PreviewKind.EXTERNAL);
    try (PreviewFiles.Drafts large = files.drafts();
        PreviewFiles.Drafts small = files.drafts();
        PreviewFiles.Drafts words = files.drafts()) {
      if (claim.tries() > LOOKS_MAX) {
        throw new Unrenderable("it failed too often");
      }
      if (!pictures.preview().exists() && files.made(asset.blob(), kind)) {
        external.made(asset);
        return;
      }
      decode(pictures.preview(), PreviewKind.EXTERNAL, large, renderer);
      if (pictures.thumbnail().isPresent()) {
        decode(pictures.thumbnail().get(), PreviewKind.EXTERNAL, small, renderer);
      }
      if (kind == PreviewKind.PDF) {
        read(asset, words, renderer);
      }
      Path thumbnail = pictures.thumbnail().isPresent() ? small.thumbnail() : large.thumbnail();
      files.keep(
          new PreviewFiles.Drafts(large.preview(), thumbnail, words.text()), asset.blob(), kind);
      external.made(asset);
    } catch (Unrenderable told) {
      external.unusable(asset, told.reason());
    }
  }

  private static void decode(
      StoredFile file, PreviewKind kind, PreviewFiles.Drafts drafts, FileRenderer renderer)
      throws Unrenderable {
    try (LocalFile local = file.local()) {
      renderer.render(local.path(), kind, drafts);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** An engine sends pictures, no words. */
  private void read(Asset asset, PreviewFiles.Drafts words, FileRenderer renderer) {
    try {
      decode(blobs.file(asset.blob()), PreviewKind.PDF, words, renderer);
    } catch (Unrenderable wordless) {
      LOG.log(
          System.Logger.Level.INFO,
          "The text of '%s' (%s) cannot be read: %s"
              .formatted(asset.path(), asset.id(), wordless.reason()));
    }
  }

  /** Reads the metadata of a file first, without waiting for the pictures of an external engine. */
  private void readFirst(Asset asset, Claim claim, Tools tools) {
    Map<String, Object> found = late(asset, claim, tools);
    if (!found.isEmpty()) {
      assets.derive(asset, Map.of(), found, reads -> true, (connection, done) -> {});
    }
  }

  /**
   * The file's metadata, if reading it took too long at the upload. A file that cannot be read
   * three times counts as without metadata, and may have a preview all the same.
   */
  private Map<String, Object> late(Asset asset, Claim claim, Tools tools) {
    if (claim.tries() > TRIES_MAX) {
      return Map.of();
    }
    try {
      return embedded.late(asset.blob(), tools.process());
    } catch (UncheckedIOException trouble) {
      if (closed || claim.tries() < TRIES_MAX || trouble.getCause() instanceof FileStoreTrouble) {
        throw trouble;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "The embedded metadata of '" + asset.path() + "' (" + asset.id() + ") cannot be read",
          trouble);
      embedded.giveUp(asset.blob());
      return Map.of();
    }
  }

  private void announce(
      Asset asset, PreviewState state, Map<String, Object> size, Map<String, Object> found) {
    Map<String, Object> values = new LinkedHashMap<>(size);
    values.put("previewState", state.text());
    values.put("thumbnailState", state.text());
    assets.derive(asset, values, found, reads -> true, (connection, done) -> {});
  }

  private void pause() {
    try {
      Thread.sleep(TROUBLE);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** What one thread works with. */
  private record Tools(FileRenderer renderer, FileProcess process) {}
}
