package dev.carillon.bench.files;

import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pictures through the API: in, with their previews, and out, one by one and as an archive. The
 * figure is how many files a second come in after the first ones, whose rate is told beside it; the
 * limit is copying them durably.
 */
public final class Pictures implements Program {

  private static final int COUNT = 1000;
  private static final int BRIEF_COUNT = 240;

  /** The first ones find a server that has just started, whose Java compiles as it works. */
  private static final int COLD_COUNT = 40;

  private static final int AT_ONCE = 4;

  @Override
  public String purpose() {
    return "pictures of 2 MB in, with previews, and out, beside plain copies; a huge file";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    Path work = options.work();
    List<Path> files =
        Camera.pictures(work.resolve("camera"), options.brief() ? BRIEF_COUNT : COUNT);
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    double mebibytes = bytes / 1048576.0;
    System.out.printf("%d pictures of %.1f MiB%n", files.size(), mebibytes / files.size());
    double durable = copied(files, work.resolve("copies"), true);
    Map<String, Object> more = new LinkedHashMap<>();
    try (PictureLibrary library =
        PictureLibrary.open(options.launcher(), work.resolve("home"), "")) {
      long start = System.nanoTime();
      List<String> ids = new ArrayList<>(library.upload(files.subList(0, COLD_COUNT), AT_ONCE));
      double cold = seconds(start);
      ids.addAll(library.upload(files.subList(COLD_COUNT, files.size()), AT_ONCE));
      double uploaded = seconds(start) - cold;
      library.awaitPreviews(files.size());
      double shown = seconds(start);
      more.put("withPreviewsPerSecond", rounded(files.size() / shown));
      out(library, files, ids, mebibytes, work, more);
      HugeFile.measure(options, options.brief() ? 1 : 10, more);
      double figure = (files.size() - COLD_COUNT) / uploaded;
      double limit = files.size() / durable;
      more.put("coldPerSecond", rounded(COLD_COUNT / cold));
      more.put("coldRatio", rounded(COLD_COUNT / cold / limit));
      return new Result(figure, "files/s", limit, figure / limit, 1, Verdict.NONE, more);
    }
  }

  private static void out(
      PictureLibrary library,
      List<Path> files,
      List<String> ids,
      double mebibytes,
      Path work,
      Map<String, Object> more)
      throws IOException {
    double copied = copied(files, work.resolve("copies"), false);
    Path fetched = work.resolve("fetched");
    Folder.empty(fetched);
    long start = System.nanoTime();
    for (int i = 0; i < ids.size(); i++) {
      Path to = fetched.resolve(i + ".jpg");
      library.download("/file/" + ids.get(i) + "/*/picture.jpg", to);
    }
    double downloaded = seconds(start);
    for (int i = 0; i < ids.size(); i++) {
      if (Files.mismatch(files.get(i), fetched.resolve(i + ".jpg")) != -1) {
        throw new IOException("not what was uploaded: " + files.get(i));
      }
    }
    Folder.remove(fetched);
    Path archive = work.resolve("all.zip");
    start = System.nanoTime();
    library.download("/zip/all.zip?folderPath=/Pictures", archive);
    double zipped = seconds(start);
    if (Files.size(archive) < mebibytes * 1048576) {
      throw new IOException("the archive is smaller than the pictures");
    }
    more.put("copyMebibytesPerSecond", rounded(mebibytes / copied));
    more.put("downloadMebibytesPerSecond", rounded(mebibytes / downloaded));
    more.put("downloadRatio", rounded(copied / downloaded));
    more.put("zipMebibytesPerSecond", rounded(mebibytes / zipped));
    more.put("zipRatio", rounded(copied / zipped));
  }

  /**
   * The limit: seconds to copy the same files from folder to folder.
   *
   * @param durably whether each is on the disk before the next, as an upload is
   */
  private static double copied(List<Path> files, Path to, boolean durably) throws IOException {
    Folder.empty(to);
    long start = System.nanoTime();
    for (Path file : files) {
      Path copy = to.resolve(file.getFileName());
      Files.copy(file, copy);
      if (durably) {
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
    double seconds = seconds(start);
    Folder.remove(to);
    return seconds;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
