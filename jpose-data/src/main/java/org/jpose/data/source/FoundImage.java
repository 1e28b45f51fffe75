package org.jpose.data.source;

import java.util.List;

/** An image as jpose's result files have one. */
record FoundImage(String file, int width, int height, List<FoundPerson> people) {}
