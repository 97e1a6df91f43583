package dev.carillon.server.platform.http.capacity;

/** Who sends files. */
public sealed interface UploadShare {

  /** What its open uploads are counted by. */
  String name();

  /** The subject of a sentence about its uploads. */
  String says();

  /**
   * How many bytes its open uploads may have together.
   *
   * @param room how much there would be for uploads if it had none open
   * @param oldest whether it is asked for the first of them that is still open
   */
  long most(long room, boolean oldest);

  /**
   * A user: one upload may take all that there is, several together half of it. What is begun later
   * never ends what was begun before.
   */
  record OfUser(String username) implements UploadShare {

    @Override
    public String name() {
      return "user " + username;
    }

    @Override
    public String says() {
      return "Your uploads";
    }

    @Override
    public long most(long room, boolean oldest) {
      return oldest ? Long.MAX_VALUE : room / 2;
    }
  }

  /** The guests of one share link: half of what there is, and no more than two of their files. */
  record OfGuests(String link) implements UploadShare {

    private static final long BYTES_MAX = 8L << 30;

    @Override
    public String name() {
      return "link " + link;
    }

    @Override
    public String says() {
      return "The uploads by this link";
    }

    @Override
    public long most(long room, boolean oldest) {
      return Math.min(room / 2, BYTES_MAX);
    }
  }
}
