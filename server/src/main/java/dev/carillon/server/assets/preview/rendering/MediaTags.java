package dev.carillon.server.assets.preview.rendering;

import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.avi.AviDirectory;
import com.drew.metadata.eps.EpsDirectory;
import com.drew.metadata.mov.QuickTimeDirectory;
import com.drew.metadata.mov.media.QuickTimeVideoDirectory;
import com.drew.metadata.mp4.Mp4Directory;
import com.drew.metadata.mp4.media.Mp4VideoDirectory;
import java.util.List;

/** What films and PostScript files say about themselves: sizes, lengths, titles. */
final class MediaTags {

  private static final String LENGTH = "videoLength";

  private MediaTags() {}

  static void read(Metadata metadata, FileDetails details) {
    for (Mp4VideoDirectory video : metadata.getDirectoriesOfType(Mp4VideoDirectory.class)) {
      size(video, Mp4VideoDirectory.TAG_WIDTH, Mp4VideoDirectory.TAG_HEIGHT, details);
    }
    for (QuickTimeVideoDirectory video :
        metadata.getDirectoriesOfType(QuickTimeVideoDirectory.class)) {
      size(video, QuickTimeVideoDirectory.TAG_WIDTH, QuickTimeVideoDirectory.TAG_HEIGHT, details);
    }
    for (AviDirectory video : metadata.getDirectoriesOfType(AviDirectory.class)) {
      size(video, AviDirectory.TAG_WIDTH, AviDirectory.TAG_HEIGHT, details);
    }
    for (Mp4Directory film : metadata.getDirectoriesOfType(Mp4Directory.class)) {
      length(film, Mp4Directory.TAG_DURATION_SECONDS, details);
      details.add("title", film.getString(Mp4Directory.TAG_TITLE));
    }
    for (QuickTimeDirectory film : metadata.getDirectoriesOfType(QuickTimeDirectory.class)) {
      length(film, QuickTimeDirectory.TAG_DURATION_SECONDS, details);
    }
    for (EpsDirectory eps : metadata.getDirectoriesOfType(EpsDirectory.class)) {
      size(eps, EpsDirectory.TAG_IMAGE_WIDTH, EpsDirectory.TAG_IMAGE_HEIGHT, details);
      details.add("title", eps.getString(EpsDirectory.TAG_TITLE));
      details.add("software", eps.getString(EpsDirectory.TAG_CREATOR));
      details.add("author", eps.getString(EpsDirectory.TAG_AUTHOR));
      String words = eps.getString(EpsDirectory.TAG_KEYWORDS);
      if (words != null) {
        details.addAll("tags", List.of(words.split("[,;]")));
      }
    }
  }

  private static void size(Directory picture, int width, int height, FileDetails details) {
    Long wide = picture.getLongObject(width);
    Long high = picture.getLongObject(height);
    // tracks of sound have a size of nothing
    if (wide != null && high != null && wide > 0 && high > 0) {
      details.add("width", String.valueOf(wide));
      details.add("height", String.valueOf(high));
    }
  }

  private static void length(Directory film, int tag, FileDetails details) {
    Double seconds = film.getDoubleObject(tag);
    if (seconds != null && seconds > 0) {
      details.add(LENGTH, String.valueOf(Math.max(1, Math.round(seconds))));
    }
  }
}
