@echo off
rem Runs jpose from a checkout on Windows; builds it on first use. Not tested: we have no Windows here.
setlocal
set "HOME_DIR=%~dp0"
set "JAR=%HOME_DIR%jpose-cli\target\jpose-cli.jar"
if not exist "%JAR%" (
  echo jpose: building once; the first time Maven fetches its parts, some minutes ... 1>&2
  pushd "%HOME_DIR%"
  call mvn -B -q -ntp -pl jpose-cli -am -DskipTests package || (popd & echo jpose: the build failed 1>&2 & exit /b 1)
  popd
)
java -XX:+UseSerialGC %JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
