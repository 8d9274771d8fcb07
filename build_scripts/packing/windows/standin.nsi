; A program that stands in for the real one where that can't be frozen: it says how it was called, or waits.
;
;   program /WAIT          runs until it is ended, ten minutes at most
;   program ANYTHING       appends its command line to the file that STANDIN_LOG names, if it names one

Unicode true
Target amd64-unicode
SilentInstall silent
RequestExecutionLevel user
Name "Stand-in"
OutFile "${OUTPUT}"

!include FileFunc.nsh
!include LogicLib.nsh

Section
  ${GetParameters} $0
  ${If} $0 == "/WAIT"
    Sleep 600000
    Quit
  ${EndIf}
  ReadEnvStr $1 STANDIN_LOG
  ${If} $1 != ""
    FileOpen $2 $1 a
    FileSeek $2 0 END
    FileWriteUTF16LE $2 "$EXEFILE $0$\r$\n"
    FileClose $2
  ${EndIf}
SectionEnd
