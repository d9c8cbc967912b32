@echo off
rem Starts everything: hotseat help lists the commands. This script only finds Node; launcher\ does the rest.
setlocal DisableDelayedExpansion
set "NODE="
call :try "%HOTSEAT_NODE%"
call :try "node.exe"
call :try "%ProgramFiles%\nodejs\node.exe"
call :try "%LOCALAPPDATA%\Programs\nodejs\node.exe"
if not defined NODE (
  echo hotseat: needs Node.js 20.19 or later to build the page, and found none. Install it with 1>&2
  echo   winget install OpenJS.NodeJS 1>&2
  echo or set HOTSEAT_NODE to the program of one. 1>&2
  exit /b 69
)
"%NODE%" "%~dp0launcher\main.mjs" %*
exit /b %ERRORLEVEL%

:try
if defined NODE exit /b 0
if "%~1"=="" exit /b 0
"%~1" -e "const [a, b] = process.versions.node.split('.').map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)" >nul 2>nul
if not errorlevel 1 set "NODE=%~1"
exit /b 0
