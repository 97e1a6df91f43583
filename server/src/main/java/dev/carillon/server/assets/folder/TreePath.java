package dev.carillon.server.assets.folder;

import dev.carillon.server.platform.http.Problem;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The place of a folder or an asset in the tree, such as {@code /Demo Zone/a.jpg}; the root is
 * {@code /}. Two paths that differ in case only are the same place, as on most file systems: a tree
 * can be copied to any of them.
 *
 * @param text begins with a slash, ends with none, in Unicode's composed form
 */
public record TreePath(String text) {

  /** The root, which contains all other folders. */
  public static final TreePath ROOT = new TreePath("/");

  private static final String FORBIDDEN = "\\/:*?\"<>|#;";
  private static final String FORBIDDEN_SHOWN = "\\ / : * ? \" < > | # ;";

  /** So many characters has a name at most. */
  public static final int NAME_MAX = 255;

  private static final int PATH_MAX = 4000;

  /** Deeper trees cannot be shown as a tree: JSON is not nested as deep as that. */
  private static final int DEPTH_MAX = 200;

  /**
   * The most characters a path of that length may be written with, slashes doubled and accents
   * apart.
   */
  private static final int GIVEN_MAX = 4 * PATH_MAX;

  /** The limit of a name: to compose accents takes the square of their number. */
  private static final int NAME_GIVEN_MAX = 4 * NAME_MAX;

  /**
   * Reads a path: a slash in front may be missing, doubled slashes are one.
   *
   * @param field where it was given, for the message
   * @throws Problem 400 where a name in it is not allowed
   */
  public static TreePath parse(String field, String given) {
    if (given.length() > GIVEN_MAX) {
      throw tooLong(field, given);
    }
    TreePath path = ROOT;
    for (String name : given.split("/")) {
      if (!name.isEmpty()) {
        // each one: a text of millions of short names would be copied for each of them
        path = limited(field, given, path.child(checked(field, given, name)));
      }
    }
    return path;
  }

  /** Whether calls can name it: what is moved with its folder may come to be too deep for that. */
  public boolean fits() {
    return text.length() <= PATH_MAX && depth() <= DEPTH_MAX;
  }

  private long depth() {
    return text.chars().filter(c -> c == '/').count();
  }

  /**
   * This path, where calls can name it.
   *
   * @param field what led to it, for the message
   * @throws Problem 400 where it is too long or too deep
   */
  public TreePath within(String field) {
    return limited(field, text, this);
  }

  private static TreePath limited(String field, String given, TreePath path) {
    if (path.text.length() > PATH_MAX) {
      throw tooLong(field, given);
    }
    if (path.depth() > DEPTH_MAX) {
      throw Problem.badField(field, given, "at most " + DEPTH_MAX + " names deep");
    }
    return path;
  }

  private static Problem tooLong(String field, String given) {
    return Problem.badField(field, given, "at most " + PATH_MAX + " characters long");
  }

  /**
   * Checks one name.
   *
   * @throws Problem 400 where it is not allowed
   */
  public static String checkedName(String field, String given) {
    return checked(field, given, given);
  }

  private static String checked(String field, String given, String one) {
    if (one.length() > NAME_GIVEN_MAX) {
      throw nameTooLong(field, given);
    }
    String name = Normalizer.normalize(one, Normalizer.Form.NFC);
    if (name.isBlank() || name.equals(".") || name.equals("..")) {
      throw Problem.badField(field, given, "a name that is not blank, '.' or '..'");
    }
    if (name.length() > NAME_MAX) {
      throw nameTooLong(field, given);
    }
    if (name.chars().anyMatch(c -> Character.isISOControl(c) || FORBIDDEN.indexOf(c) >= 0)
        || name.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw Problem.badField(
          field, given, "without control characters and any of " + FORBIDDEN_SHOWN);
    }
    return name;
  }

  private static Problem nameTooLong(String field, String given) {
    return Problem.badField(field, given, "at most " + NAME_MAX + " characters long in each name");
  }

  /**
   * The path with this name in this folder.
   *
   * @param field where the name was given, for the message
   * @throws Problem 400 where it is not allowed
   */
  public TreePath child(String field, String given) {
    return limited(field, given, child(checkedName(field, given)));
  }

  /** The path with this name in this folder. The name must have been checked. */
  public TreePath child(String name) {
    return new TreePath(isRoot() ? "/" + name : text + "/" + name);
  }

  /** The folder that it is in; the root's is the root. */
  public TreePath parent() {
    int slash = text.lastIndexOf('/');
    return slash <= 0 ? ROOT : new TreePath(text.substring(0, slash));
  }

  /** The last name; the root's is empty. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** Whether it is the root. */
  public boolean isRoot() {
    return text.equals("/");
  }

  /** The form that is compared. */
  public String key() {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Whether both are the same place. */
  public boolean same(TreePath other) {
    return text.equals(other.text) || key().equals(other.key());
  }

  /** Whether it is in that folder or below it; a folder is not inside itself. */
  public boolean inside(TreePath folder) {
    return !isRoot() && (folder.isRoot() || key().startsWith(folder.key() + "/"));
  }

  /** Where it is after {@code from}, which it is inside of or is, became {@code to}. */
  public TreePath moved(TreePath from, TreePath to) {
    String rest = from.isRoot() ? text : text.substring(endOfName(from.ancestors().size() + 1));
    return rest.isEmpty() || rest.equals("/")
        ? to
        : new TreePath(to.isRoot() ? rest : to.text + rest);
  }

  /** Where that many names end; counted, since the same place may be spelt in another length. */
  private int endOfName(int names) {
    int end = 0;
    for (int i = 0; i < names && end >= 0; i++) {
      end = text.indexOf('/', end + 1);
    }
    return end < 0 ? text.length() : end;
  }

  /** The folders it is in, outermost first, without the root. */
  public List<TreePath> ancestors() {
    List<TreePath> all = new ArrayList<>();
    for (TreePath at = parent(); !at.isRoot(); at = at.parent()) {
      all.addFirst(at);
    }
    return all;
  }

  /** The first key that anything inside this folder can have. */
  public String firstKeyInside() {
    return isRoot() ? "/" : key() + "/";
  }

  /** The first key after all that is inside this folder. */
  public String keyAfterInside() {
    return isRoot() ? "0" : key() + "0";
  }

  @Override
  public String toString() {
    return text;
  }
}
