package dev.carillon.server.assets.search.query;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.text.Normalizer;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
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

  /** Whether there is anything in a text that is kept for wildcards only. */
  static boolean hasPunctuation(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) && !Character.isWhitespace(c)) {
        return true;
      }
    }
    return false;
  }

  private static TokenStream folded(TokenStream tokens) {
    return new ASCIIFoldingFilter(new LowerCaseFilter(new Composed(tokens)));
  }

  /** Words and numbers, cut at every punctuation: {@code foo-1362_a.txt} is four of them. */
  private static final class Words extends Analyzer {

    @Override
    protected Reader initReader(String fieldName, Reader reader) {
      return new Unjoined(reader);
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
  }

  /** Text with spaces for the punctuation that the Unicode rules keep inside words and numbers. */
  private static final class Unjoined extends FilterReader {

    private static final String JOINERS = "_.,:;'’·‧⁄︓﹒﹕＇．：‿⁀⁔﹍﹎﹏＿٫٬";

    Unjoined(Reader in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int c = super.read();
      return c >= 0 && JOINERS.indexOf(c) >= 0 ? ' ' : c;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      for (int i = offset; i < offset + count; i++) {
        if (!Character.isLetterOrDigit(buffer[i]) && JOINERS.indexOf(buffer[i]) >= 0) {
          buffer[i] = ' ';
        }
      }
      return count;
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

  /** A letter and its accent as one character, however they were typed: macOS writes two. */
  private static final class Composed extends TokenFilter {

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    Composed(TokenStream input) {
      super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
      if (!input.incrementToken()) {
        return false;
      }
      if (!Normalizer.isNormalized(term, Normalizer.Form.NFC)) {
        String composed = Normalizer.normalize(term, Normalizer.Form.NFC);
        term.setEmpty().append(composed);
      }
      return true;
    }
  }

  private static final class Punctuated extends FilteringTokenFilter {

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    Punctuated(TokenStream input) {
      super(input);
    }

    @Override
    protected boolean accept() {
      return hasPunctuation(term);
    }
  }
}
