package dev.carillon.server.asset;

import dev.carillon.server.folder.TreePath;
import java.util.function.Predicate;

/** Finds a name that nothing has yet: {@code a.jpg}, {@code a-1.jpg}, {@code a-2.jpg}, … */
public final class FreeName {

  private FreeName() {}

  /**
   * The place itself where it is free, else the first free one beside it. Asks about as few places
   * as the logarithm of how many are taken.
   */
  public static TreePath near(TreePath wanted, Predicate<TreePath> taken) {
    if (!taken.test(wanted)) {
      return wanted;
    }
    long free = 1;
    while (taken.test(numbered(wanted, free))) {
      free *= 2;
    }
    for (long low = free / 2; free - low > 1; ) {
      long middle = (low + free) / 2;
      if (taken.test(numbered(wanted, middle))) {
        low = middle;
      } else {
        free = middle;
      }
    }
    return numbered(wanted, free);
  }

  private static TreePath numbered(TreePath wanted, long number) {
    String name = wanted.name();
    int dot = name.lastIndexOf('.');
    boolean extended = dot > 0 && name.length() - dot < TreePath.NAME_MAX / 2;
    int cut = extended ? dot : name.length();
    String end = "-" + number + name.substring(cut);
    int kept = Math.min(cut, TreePath.NAME_MAX - end.length());
    boolean split = kept < cut && Character.isHighSurrogate(name.charAt(kept - 1));
    return wanted.parent().child(name.substring(0, split ? kept - 1 : kept) + end);
  }
}
