package dev.carillon.server.architecture;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Finds comparisons of secrets in source text, by what things are called. */
final class SecretComparisons {

  private static final Pattern SECRET =
      Pattern.compile(
          ".*(secret|password|passwd|csrf|signature|hmac|credential).*|.*token|token(text|secret)?"
              + "|.*seal|mac|digest|.*proof");

  private static final Set<String> COMPARING =
      Set.of(
          "equals",
          "equalsIgnoreCase",
          "contentEquals",
          "startsWith",
          "endsWith",
          "contains",
          "compareTo",
          "regionMatches",
          "matches",
          "indexOf");

  /** What makes another thing of a secret that is one still. */
  private static final Set<String> SAME =
      Set.of("strip", "trim", "toString", "toLowerCase", "getBytes", "clone", "substring", "get");

  private SecretComparisons() {}

  /** Where in these sources they are. */
  static List<String> in(List<JavaFileObject> sources) {
    List<String> found = new ArrayList<>();
    try {
      var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
      JavacTask task = (JavacTask) compiler.getTask(null, null, null, null, null, sources);
      for (CompilationUnitTree unit : task.parse()) {
        String name = unit.getSourceFile().getName().replaceAll(".*/", "");
        new TreeScanner<Void, Integer>() {
          @Override
          public Void visitMethodInvocation(MethodInvocationTree call, Integer depth) {
            if (call.getMethodSelect() instanceof MemberSelectTree select
                && COMPARING.contains(select.getIdentifier().toString())) {
              List<ExpressionTree> operands = new ArrayList<>(call.getArguments());
              operands.add(select.getExpression());
              note(call, operands);
            }
            return super.visitMethodInvocation(call, depth);
          }

          @Override
          public Void visitBinary(BinaryTree binary, Integer depth) {
            boolean comparing =
                binary.getKind() == Tree.Kind.EQUAL_TO
                    || binary.getKind() == Tree.Kind.NOT_EQUAL_TO;
            if (comparing) {
              note(binary, List.of(binary.getLeftOperand(), binary.getRightOperand()));
            }
            return super.visitBinary(binary, depth);
          }

          private void note(Tree where, List<? extends ExpressionTree> operands) {
            boolean known = operands.stream().anyMatch(SecretComparisons::known);
            if (!known && operands.stream().anyMatch(each -> secret(each))) {
              found.add(name + ": " + where);
            }
          }
        }.scan(unit, 0);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return found;
  }

  /** What is compared with a text that stands in the source is no secret. */
  private static boolean known(ExpressionTree operand) {
    return operand instanceof LiteralTree
        || (operand instanceof IdentifierTree name
            && name.getName().toString().matches("[A-Z][A-Z0-9_]+"));
  }

  private static boolean secret(ExpressionTree operand) {
    return switch (operand) {
      case IdentifierTree name -> named(name.getName().toString());
      case MemberSelectTree member -> named(member.getIdentifier().toString());
      case ParenthesizedTree inside -> secret(inside.getExpression());
      case MethodInvocationTree call -> called(call);
      default -> false;
    };
  }

  private static boolean called(MethodInvocationTree call) {
    return switch (call.getMethodSelect()) {
      case MemberSelectTree member ->
          named(member.getIdentifier().toString())
              || (SAME.contains(member.getIdentifier().toString())
                  && secret(member.getExpression()));
      case IdentifierTree name -> named(name.getName().toString());
      default -> false;
    };
  }

  private static boolean named(String name) {
    return SECRET.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }
}
