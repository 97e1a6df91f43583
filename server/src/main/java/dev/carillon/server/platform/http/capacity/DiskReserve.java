package dev.carillon.server.platform.http.capacity;

import dev.carillon.server.platform.http.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps some of the disk free of uploads and of what is made of them, so that the database can
 * always write. What open uploads were promised and have not written yet counts as taken: not all
 * that they announced, which costs nothing, but what they may send soon. No uploader gets more than
 * a part of what is left for several uploads at once.
 */
public final class DiskReserve {

  /** What is kept by default: the larger one of this and {@link #USUAL_PERCENT}. */
  public static final long USUAL_BYTES = 1L << 30;

  /** What is kept by default, as a part of the whole disk. */
  public static final int USUAL_PERCENT = 5;

  /** Stands for what is usual. */
  public static final long USUAL = -1;

  /**
   * An upload of unknown length is promised at most so much at once; others look again as often.
   */
  static final long STEP_BYTES = 8 << 20;

  /**
   * An announced one is promised as much ahead as it has written: so much at first, at most so
   * much.
   */
  private static final long AHEAD_LEAST = STEP_BYTES;

  private static final long AHEAD_MOST = 64 << 20;

  /**
   * The first step of an unknown length: later ones are as long as what it has written, so that
   * promises are earned.
   */
  private static final long FIRST_STEP_BYTES = 64 << 10;

  private static final System.Logger LOG = System.getLogger(DiskReserve.class.getName());
  private static final long LOGGED_EVERY_NANOS = 60_000_000_000L;
  private static final int RETRY_SECONDS = 10;

  private final Path folder;
  private final DiskSpace space;
  private final long kept;
  private final Map<String, Open> open = new HashMap<>();
  private long promised;
  private long logged;

  /**
   * The reserve of a folder's disk.
   *
   * @param kept bytes; {@link #USUAL} = what is usual; 0 = nothing is kept
   */
  public DiskReserve(Path folder, DiskSpace space, long kept) {
    this.folder = folder;
    this.space = space;
    this.kept = kept;
    this.logged = System.nanoTime() - LOGGED_EVERY_NANOS;
  }

  /** None: whatever fits on the disk is written. */
  public static DiskReserve none() {
    return new DiskReserve(Path.of(""), DiskSpace.REAL, 0);
  }

  /** How much of a disk is kept free. */
  public long kept(long total) {
    return kept == USUAL ? Math.max(USUAL_BYTES, total / 100 * USUAL_PERCENT) : kept;
  }

  /** Whether so much can be written now by the server itself. */
  public synchronized boolean hasSpace(long bytes) {
    DiskSpace.Space now = now();
    return now == null || bytes <= now.free() - promised - kept(now.total());
  }

  /**
   * So much is about to be written at once.
   *
   * @throws Problem 507 where that would touch the reserve
   */
  public synchronized void check(long bytes) {
    DiskSpace.Space now = now();
    if (now != null && !hasSpace(bytes)) {
      throw full(bytes, now);
    }
  }

  /** An upload begins. */
  public synchronized Upload begin(Uploader uploader) {
    Open all = open.computeIfAbsent(uploader.name(), name -> new Open());
    Upload upload = new Upload(uploader, all);
    all.uploads.add(upload);
    return upload;
  }

  private DiskSpace.@Nullable Space now() {
    if (kept == 0) {
      return null;
    }
    try {
      return space.of(folder);
    } catch (IOException untold) {
      // writing will tell what is wrong with it
      return null;
    }
  }

  private synchronized void announce(Upload upload, long bytes) {
    DiskSpace.Space now = now();
    if (now != null) {
      allow(upload, bytes, now);
    }
    upload.announced = bytes;
    give(upload, Math.min(bytes, AHEAD_LEAST));
  }

  private synchronized void promise(Upload upload, long bytes) {
    DiskSpace.Space now = now();
    if (now != null) {
      allow(upload, bytes, now);
    }
    give(upload, bytes);
  }

  /** An uploader's oldest upload goes on, whatever he begins beside it. */
  private void allow(Upload upload, long bytes, DiskSpace.Space now) {
    long left = now.free() - promised - kept(now.total());
    if (bytes > left) {
      throw full(bytes, now);
    }
    Open all = upload.all;
    boolean oldest = all.uploads.getFirst() == upload;
    long most = upload.uploader.maxBytes(left + all.promised(), oldest);
    long others = all.claimed() - upload.claimed();
    if (others + Math.max(upload.announced, upload.promised + bytes) > most) {
      throw Problem.tooManyRequests(
          upload.uploader.subject()
              + " that are not finished would take more than "
              + most
              + " bytes in total: send them one after the other",
          RETRY_SECONDS);
    }
  }

  private void give(Upload upload, long bytes) {
    promised += bytes;
    upload.promised += bytes;
  }

  /** Looks again: others write to the disk too. */
  private synchronized void look() {
    DiskSpace.Space now = now();
    if (now != null && now.free() - promised < kept(now.total())) {
      throw full(0, now);
    }
  }

  private synchronized void written(long bytes) {
    promised -= bytes;
  }

  private synchronized void end(Upload upload) {
    promised -= upload.promised - upload.written;
    upload.all.uploads.remove(upload);
    if (upload.all.uploads.isEmpty()) {
      open.remove(upload.uploader.name());
    }
  }

  private Problem full(long bytes, DiskSpace.Space now) {
    String free =
        now.free()
            + " bytes of the disk are free, of which "
            + kept(now.total())
            + " are kept for the database"
            + (promised > 0 ? " and " + promised + " are reserved for running uploads" : "");
    if (System.nanoTime() - logged > LOGGED_EVERY_NANOS) {
      logged = System.nanoTime();
      LOG.log(
          System.Logger.Level.WARNING,
          "An upload was refused: " + free + " (" + folder + "; diskReserveMegabytes)");
    }
    return new Problem(
        507,
        "InsufficientStorage",
        ("There is no disk space for %s: %s. Delete files that are not needed, or ask"
                + " the administrator for more space")
            .formatted((bytes > 0 ? bytes + " more bytes" : "the rest of this upload"), free));
  }

  /** One uploader's open uploads, oldest first. */
  private static final class Open {
    private final List<Upload> uploads = new ArrayList<>();

    /** What they were promised together, written or not. */
    private long promised() {
      return uploads.stream().mapToLong(upload -> upload.promised).sum();
    }

    /** What they were promised together, with all that they announced. */
    private long claimed() {
      return uploads.stream().mapToLong(Upload::claimed).sum();
    }
  }

  /** One upload: a request with one file or several. */
  public final class Upload implements AutoCloseable {

    private final Uploader uploader;
    private final Open all;
    private long announced;
    private long promised;
    private long written;
    private long looked;
    private boolean ended;

    private Upload(Uploader uploader, Open all) {
      this.uploader = uploader;
      this.all = all;
    }

    /**
     * It will be about so long.
     *
     * @throws Problem 507 where there is no space for it, 429 where the uploader has too much open
     */
    public void announced(long bytes) {
      if (bytes > promised) {
        announce(this, bytes);
      }
    }

    private long claimed() {
      return Math.max(announced, promised);
    }

    /** What it is promised beyond what it has written. */
    private long ahead() {
      long rest = announced - promised;
      return rest > 0
          ? Math.min(rest, Math.clamp(written, AHEAD_LEAST, AHEAD_MOST))
          : Math.clamp(written, FIRST_STEP_BYTES, STEP_BYTES);
    }

    /**
     * So much more of it is about to be written.
     *
     * @throws Problem as {@link #announced}
     */
    public void write(long bytes) {
      if (written + bytes > promised) {
        promise(this, Math.max(bytes, ahead()));
      } else if (written - looked >= STEP_BYTES) {
        looked = written;
        look();
      }
      written += bytes;
      DiskReserve.this.written(bytes);
    }

    /** It is finished, or never will be. */
    @Override
    public void close() {
      if (!ended) {
        ended = true;
        end(this);
      }
    }
  }
}
