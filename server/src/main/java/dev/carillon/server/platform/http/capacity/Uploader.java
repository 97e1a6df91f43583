package dev.carillon.server.platform.http.capacity;

/**
 * Who uploads: a user, or the guests of a share link. Limits how many bytes one of them may take.
 */
public sealed interface Uploader {

  /** What its open uploads are counted by. */
  String name();

  /** The subject of a sentence about its uploads. */
  String subject();

  /**
   * How many bytes its open uploads may have together.
   *
   * @param available bytes that there would be for uploads if it had none open
   * @param oldest whether it is asked for the first of them that is still open
   */
  long maxBytes(long available, boolean oldest);

  /**
   * A user: one upload may take all that there is, several together half of it. What is begun later
   * never ends what was begun before.
   */
  record OfUser(String username) implements Uploader {

    @Override
    public String name() {
      return "user " + username;
    }

    @Override
    public String subject() {
      return "Your uploads";
    }

    @Override
    public long maxBytes(long available, boolean oldest) {
      return oldest ? Long.MAX_VALUE : available / 2;
    }
  }

  /** The guests of one share link: half of what there is, and no more than two of their files. */
  record OfGuests(String link) implements Uploader {

    private static final long BYTES_MAX = 8L << 30;

    @Override
    public String name() {
      return "link " + link;
    }

    @Override
    public String subject() {
      return "The uploads by this link";
    }

    @Override
    public long maxBytes(long available, boolean oldest) {
      return Math.min(available / 2, BYTES_MAX);
    }
  }
}
