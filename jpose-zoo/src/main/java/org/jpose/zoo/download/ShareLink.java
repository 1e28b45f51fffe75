package org.jpose.zoo.download;

import java.net.URI;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses are published as people share them; some show a page about the file. */
final class ShareLink {
  private static final Set<String> DROPBOX = Set.of("dropbox.com", "www.dropbox.com");
  private static final Pattern PAGE = Pattern.compile("(.*[?&]dl=)0(&.*|#.*|)");

  private ShareLink() {}

  /** The address that gives the file itself: Dropbox does with {@code dl=1}. */
  static URI direct(URI published) {
    Matcher page = PAGE.matcher(published.toString());
    return DROPBOX.contains(published.getHost()) && page.matches()
        ? URI.create(page.group(1) + "1" + page.group(2))
        : published;
  }
}
