package org.jpose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** One dependency brings little with it. */
class DependenciesTest {
  private static final Path ROOT = Path.of(System.getProperty("jpose.root"));

  @Test
  void aUserGetsCoreOnnxZooAndOnnxRuntimeAndNothingElse() throws Exception {
    Set<String> found = new TreeSet<>();
    collect("jpose-library", found);
    // The property is onnxruntime, or onnxruntime_gpu in profile cuda.
    assertEquals(Set.of("jpose-core", "jpose-onnx", "jpose-zoo", "${onnxruntime.artifact}"), found);
  }

  /** Follows jpose's own modules; ONNX Runtime depends on nothing. */
  private static void collect(String module, Set<String> found) throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(ROOT.resolve(module).resolve("pom.xml").toFile());
    XPath path = XPathFactory.newInstance().newXPath();
    NodeList dependencies =
        (NodeList)
            path.evaluate(
                "/project/dependencies/dependency[not(scope='test')]", pom, XPathConstants.NODESET);
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      String name = path.evaluate("artifactId", dependency);
      if (found.add(name) && Files.isDirectory(ROOT.resolve(name))) {
        collect(name, found);
      }
    }
  }
}
