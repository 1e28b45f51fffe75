package org.jpose.core.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAddressTest {
  @Test
  void theLoginIsForItsServerAlone() {
    WebAddress address = WebAddress.of(URI.create("http://ann:p%40ss+w@h:8080/m%20n?q=a@b"));
    assertEquals(URI.create("http://h:8080/m%20n?q=a@b"), address.uri());
    assertEquals("ann", address.login().orElseThrow().user());
    assertEquals("p@ss+w", address.login().orElseThrow().password());
    assertFalse(address.toString().contains("ss+w"), address.toString());
    assertTrue(address.loginAt(URI.create("http://h:8080/other")).isPresent());
    for (String other : List.of("http://h/m", "https://h:8080/m", "http://other:8080/m")) {
      assertTrue(address.loginAt(URI.create(other)).isEmpty(), other);
    }
  }

  @Test
  void withoutLoginItIsAsItWas() {
    URI address = URI.create("https://h/a@b?c:d@e");
    assertEquals(address, WebAddress.of(address).uri());
    assertTrue(WebAddress.of(address).login().isEmpty());
  }

  /** RFC 7617, section 2. */
  @Test
  void basicIsAsTheStandardHasIt() {
    assertEquals("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", Login.of("Aladdin:open%20sesame").basic());
  }

  @ParameterizedTest
  @CsvSource({
    "rtsp://ann:secret@door/1, rtsp://ann:***@door/1",
    "rtsp://ann:se@cr:et@door/1, rtsp://ann:***@door/1",
    "'two: ws://a:b@c and http://:d@e/f.', 'two: ws://a:***@c and http://:***@e/f.'",
    "http://door:8080/a@b, http://door:8080/a@b",
    "http://ann@door, http://ann@door",
    "rtsp://ann:se#cr?et@door/1, rtsp://ann:***@door/1",
    "C:/photos/ann@home.jpg, C:/photos/ann@home.jpg"
  })
  void passwordsAreLeftOut(String text, String shown) {
    assertEquals(shown, WebAddress.withoutPassword(text));
  }

  @ParameterizedTest
  @CsvSource({
    "rtsp://ann:se#c r?e@t@door/1, rtsp://ann:***@door/1",
    "ann:secret@door:9090, ann:***@door:9090",
    "ann:secret@door/models/a@b, ann:***@door/models/a@b",
    "http://door:8080/a@b, http://door:8080/a@b",
    "http://ann@door, http://ann@door",
    "door:9090, door:9090"
  })
  void ofOneAddressHoweverItIsWritten(String address, String shown) {
    assertEquals(shown, WebAddress.shown(address));
  }
}
