@echo off
rem Starts everything: hotseat help lists the commands. This script only finds Node; launcher\ does the rest.
setlocal
set "NODE=%HOTSEAT_NODE%"
if not defined NODE set "NODE=node"
"%NODE%" -e "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)" >nul 2>nul
if errorlevel 1 (
  echo hotseat: needs Node.js 20.19 or later to build the page, and found none. Install it with 1>&2
  echo   winget install OpenJS.NodeJS 1>&2
  exit /b 69
)
"%NODE%" "%~dp0launcher\main.mjs" %*
exit /b %ERRORLEVEL%
