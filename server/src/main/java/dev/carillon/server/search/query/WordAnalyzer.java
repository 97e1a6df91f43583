package dev.carillon.server.search.query;

import java.io.Reader;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.util.CharTokenizer;

/** Cuts text into words, all in lower case and without accents. */
final class WordAnalyzer extends DelegatingAnalyzerWrapper {

  private final Analyzer words = new Words();
  private final Analyzer chunks = new Chunks();

  WordAnalyzer() {
    super(Analyzer.PER_FIELD_REUSE_STRATEGY);
  }

  @Override
  protected Analyzer getWrappedAnalyzer(String fieldName) {
    return fieldName.startsWith("w.") ? chunks : words;
  }

  private static TokenStream folded(TokenStream tokens) {
    return new ASCIIFoldingFilter(new LowerCaseFilter(tokens));
  }

  /** Words and numbers, cut at every punctuation: {@code foo-1362_a.txt} is four of them. */
  private static final class Words extends Analyzer {

    /** The punctuation that the Unicode rules keep inside words and numbers. */
    private static final String JOINERS = "_.,:;'’·‧⁄︓﹒﹕＇．：‿⁀⁔﹍﹎﹏＿٫٬";

    private final NormalizeCharMap joinersToSpaces = joinersToSpaces();

    @Override
    protected Reader initReader(String fieldName, Reader reader) {
      return new MappingCharFilter(joinersToSpaces, reader);
    }

    @Override
    protected TokenStreamComponents createComponents(String fieldName) {
      Tokenizer tokenizer = new StandardTokenizer();
      return new TokenStreamComponents(tokenizer, folded(tokenizer));
    }

    @Override
    protected TokenStream normalize(String fieldName, TokenStream tokens) {
      return folded(tokens);
    }

    @Override
    public int getPositionIncrementGap(String fieldName) {
      return 100;
    }

    private static NormalizeCharMap joinersToSpaces() {
      NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
      JOINERS.chars().forEach(joiner -> map.add(Character.toString(joiner), " "));
      return map.build();
    }
  }

  /** What stands between white space, as far as it is not a plain word. */
  private static final class Chunks extends Analyzer {

    @Override
    protected TokenStreamComponents createComponents(String fieldName) {
      Tokenizer tokenizer = CharTokenizer.fromSeparatorCharPredicate(Character::isWhitespace);
      return new TokenStreamComponents(tokenizer, folded(new Punctuated(tokenizer)));
    }

    @Override
    protected TokenStream normalize(String fieldName, TokenStream tokens) {
      return folded(tokens);
    }
  }

  private static final class Punctuated extends FilteringTokenFilter {

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    Punctuated(TokenStream input) {
      super(input);
    }

    @Override
    protected boolean accept() {
      return term.chars().anyMatch(c -> !Character.isLetterOrDigit(c));
    }
  }
}
